"""What the pages of a site have beside the style of every page: a bar of links, cards, tiles of rules, drawers."""

from __future__ import annotations

from checker.page_style import sheet

_RULES = """
body.site{max-width:90rem;padding:0 1.5rem 2rem}
.site .top{display:flex;flex-wrap:wrap;align-items:baseline;gap:.2rem 1.2rem;padding:.55rem 0;
border-bottom:2px solid var(--line);position:sticky;top:0;background:var(--ground);z-index:2}
.site .brand{font-weight:700;font-size:1.05rem;text-decoration:none;color:var(--text)}
.site nav{flex:1;min-width:0}
.site nav ul{margin:0;gap:.1rem .95rem}
.site nav a{text-decoration:none}
.site nav a[aria-current]{font-weight:700;color:var(--text);border-bottom:.2rem solid var(--link)}
.site .when{margin:0;color:var(--dim);font-size:.88rem}
.site h1{font-size:1.35rem;margin:.7rem 0 .3rem}
.site h2{margin:1.8rem 0 .6rem;font-size:1.15rem}
.site footer{margin-top:.8rem;font-size:.88rem}
.site [id]{scroll-margin-top:4rem}
.site .headline{margin:.5rem 0;font-size:1.15rem;padding:.5rem 1rem}
.lines{list-style:none;margin:.4rem 0;padding:0;display:flex;flex-wrap:wrap;gap:.15rem 1.6rem;color:var(--dim)}
.lines b{color:var(--text)}
.board{display:grid;grid-template-columns:repeat(3,minmax(0,1fr)) minmax(15rem,.95fr);gap:.9rem;margin:.7rem 0}
.card{border:1px solid var(--line);border-top:.3rem solid var(--line);border-radius:.35rem;
padding:.6rem .8rem;min-width:0}
.card.fail,.card.error{border-top-color:var(--fail)}
.card.unknown{border-top-color:var(--unknown)}
.card.none{border-top-color:var(--pass)}
.card h2,.card h3{margin:.15rem 0 .35rem;font-size:1rem;border:0;padding:0}
.card p{margin:.3rem 0;font-size:.92rem}
.card .big{font-size:1.15rem;font-weight:600;font-variant-numeric:tabular-nums}
.spark{display:inline-block;vertical-align:middle;margin-left:.6rem}td .spark{margin:0}.card .spark{float:right}
.card .label{color:var(--dim);font-size:.82rem;display:block}
.card ol,.card ul{margin:.2rem 0;padding:0;list-style:none;font-size:.9rem}
.card li{padding:.16rem 0;border-bottom:1px solid var(--line)}
.card li:last-child{border:0}
.chip{display:inline-block;background:var(--raised);border-radius:.8rem;padding:0 .6em;
margin:0 .25em .2em 0;font-size:.86rem}
.strip{display:grid;grid-template-columns:repeat(auto-fill,minmax(10.4rem,1fr));gap:.25rem;list-style:none;
margin:.2rem 0 .6rem;padding:0}
.strip a{display:block;text-decoration:none;padding:.08rem .45rem;border-radius:.25rem;overflow:hidden;
text-overflow:ellipsis;white-space:nowrap;font-size:.86rem}
.strip a:hover{text-decoration:underline}
.strip h3{margin:.2rem 0}
.group{font-size:.86rem;color:var(--dim);font-weight:700;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;
padding:.08rem 0}
.site .text{min-width:11.5rem;overflow-wrap:anywhere}
.tools{display:flex;flex-wrap:wrap;gap:.4rem 1rem;align-items:end;margin:.6rem 0}
.tools[hidden]{display:none}
.tools label{font-size:.86rem;color:var(--dim)}
.tools input,.tools select{display:block;font:inherit;color:var(--text);background:var(--ground);
border:1px solid var(--dim);border-radius:.25rem;padding:.2rem .4rem;min-width:9rem;max-width:16rem}
.tools output{color:var(--dim);font-size:.88rem}
thead button{font:inherit;color:inherit;background:none;border:0;padding:0;cursor:pointer;text-align:inherit}
thead button::after{content:" \\2195";opacity:.55}
[aria-sort=ascending] button::after{content:" \\2191";opacity:1}
[aria-sort=descending] button::after{content:" \\2193";opacity:1}
.drawers .row>th{min-width:19rem;max-width:30rem}
.drawers .row>th,.drawers .row>td{border-bottom:0;padding-bottom:.1rem}
.drawers .drawer>td{padding-top:0}
.drawer details{margin:0 0 .3rem}
.drawer .inside{padding:.2rem 0 .6rem 1rem;border-left:.25rem solid var(--line);margin:.4rem 0}
.title{display:block;color:var(--dim);font-weight:400;font-size:.88rem}
.parts{min-width:9rem;width:16%}
.choose{border:0;padding:0;margin:.6rem 0 .2rem;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;align-items:baseline}
.choose legend{float:left;font-weight:600;margin-right:1rem;padding:0}
.keys{display:grid;grid-template-columns:minmax(7rem,14rem) minmax(8rem,1fr) minmax(12rem,24rem);gap:.15rem .9rem;
align-items:center;margin:.5rem 0;font-size:.92rem}
.keys>*{min-width:0}
.multiples{display:grid;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:1rem;list-style:none;padding:0}
.multiples li{border:1px solid var(--line);border-radius:.35rem;padding:.5rem .7rem;min-width:0}
.multiples h3{margin:0 0 .2rem;font-size:.95rem}
.multiples p{margin:.15rem 0;font-size:.88rem;color:var(--dim)}
.multiples svg{width:100%;height:auto}
.line{fill:none;stroke:var(--bar);stroke-width:2.5;stroke-opacity:1}
.limit-line{stroke:var(--limit);stroke-width:1.5;stroke-dasharray:5 4}
.dot{fill:var(--bar)}.dot-fail{fill:var(--bar-fail)}
.mark{stroke:var(--dim);stroke-width:1;stroke-dasharray:2 3}
.site .meta{margin-top:.6rem;font-size:.9rem}
@media (max-width:72rem){.board{grid-template-columns:repeat(2,minmax(0,1fr))}}
@media (max-width:44rem){.board,.sign{grid-template-columns:minmax(0,1fr)}body.site{padding:0 .9rem 2rem}
.site .top{position:static}.site nav{flex-basis:100%;order:1}
.keys{grid-template-columns:minmax(0,1fr)}.keys .value{margin-bottom:.5rem}
.site nav ul{gap:.35rem .9rem}.site .text{min-width:12rem}.site td.text:last-child{min-width:24rem}
.drawers .row>th{min-width:11rem}}
@media print{.site .top{position:static;border:0}.tools,.choose{display:none}.board{grid-template-columns:1fr 1fr}
.card,.multiples li{break-inside:avoid}.strip a{white-space:normal}thead button::after{content:none}
.site table{font-size:8pt}.site th,.site td{padding:.12rem .5rem .12rem 0}.site .title{font-size:8pt}
.site :is(.text,.bar,.parts,tbody th,td.text:last-child){min-width:5.5rem}.site .v{font-size:7.5pt}
.site .short{white-space:normal}.site td.text{overflow-wrap:anywhere;min-width:8rem}
.drawers .row>th{min-width:11rem}
.site .bar,.parts{width:14%}.drawer .inside{padding-left:.5rem}
.keys{grid-template-columns:9rem minmax(0,1fr) 16rem}.keys .value{margin:0}.matrix thead th+th{max-height:none}}
"""


def style(extra: str = "") -> str:
    """The style of a page in one line; ``extra`` are rules that one page alone has."""
    return f"{sheet('modelbylaws')}@page{{size:A4 landscape}}{_RULES}{extra}".replace("\n", "")
