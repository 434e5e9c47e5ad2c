"""The one style of every HTML page, dark, light and on paper.

Every text on its ground has a contrast of at least 4.5 to 1.
"""

from __future__ import annotations

_LIGHT = """
--ground:#fff;--raised:#f4f6f8;--text:#1b1f24;--dim:#4f5963;--line:#d0d7de;--link:#0a58a8;
--fail:#b3261e;--fail-ground:#fdecea;--unknown:#7a4a00;--unknown-ground:#fff4dc;--pass:#17632f;--pass-ground:#e6f5ea;
--waived:#0b5394;--waived-ground:#e7f1fb;--na:#4f5963;--na-ground:#eef1f4;
--bar:#5b7fa6;--bar-fail:#c4453c;--bar-light:#b9c7d6;--limit:#1b1f24;
--c0:#3f6fa8;--c1:#b8651b;--c2:#3b8552;--c3:#a8456f;--c4:#6d58a8;--c5:#2a8588;--c6:#8a6d1f;--c7:#6b7480;
"""

_DARK = """
--ground:#12161b;--raised:#1b2128;--text:#e6eaef;--dim:#a9b4c0;--line:#38424d;--link:#86bdff;
--fail:#ff9b92;--fail-ground:#3a1a18;--unknown:#f2bf66;--unknown-ground:#372809;--pass:#7ddb9a;--pass-ground:#12301d;
--waived:#8fc1ff;--waived-ground:#14283f;--na:#a9b4c0;--na-ground:#232a32;
--bar:#7ea6d4;--bar-fail:#e8766d;--bar-light:#475464;--limit:#f2f4f7;
--c0:#7ea6d4;--c1:#e09a5a;--c2:#76bf8c;--c3:#dc86ab;--c4:#a794e0;--c5:#62bfc2;--c6:#c9ab58;--c7:#9aa4b0;
"""

_RULES = """
*{box-sizing:border-box}
html{background:var(--ground);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
body{margin:0 auto;max-width:76rem;padding:0 1.25rem 3rem;overflow-wrap:anywhere}
header{padding:2rem 0 .5rem}
h1{font-size:1.75rem;line-height:1.2;margin:0}
h2{font-size:1.3rem;margin:3rem 0 .75rem;padding-bottom:.3rem;border-bottom:2px solid var(--line)}
h3{font-size:1.05rem;margin:2rem 0 .4rem}
h4{font-size:.95rem;margin:1.25rem 0 .3rem}
header p,.dim,.more,figcaption{color:var(--dim)}
header p{margin:.25rem 0}
p{margin:.5rem 0;max-width:52rem}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--ground);padding:.5rem}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;margin:.75rem 0;padding:0}
.place,.hash,code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.86em}
table{border-collapse:collapse;width:100%;font-size:.92rem}
caption{text-align:left;font-weight:600;padding:.4rem 0;caption-side:top}
th,td{text-align:left;vertical-align:top;padding:.3rem .75rem .3rem 0;border-bottom:1px solid var(--line)}
th,td{overflow-wrap:break-word}
th{font-weight:600}
tbody th{font-weight:500;min-width:9rem;max-width:18rem}
thead th{color:var(--dim);font-size:.85rem;vertical-align:bottom}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.short{white-space:nowrap}
.text{min-width:16rem}
.place,.hash{overflow-wrap:anywhere}
.bar{width:36%;min-width:12rem}
.side{display:flex;flex-wrap:wrap;gap:0 3rem;align-items:flex-start}
.side>div{max-width:100%;min-width:0}
.scroll{overflow-x:auto;margin:.75rem 0}
.v{display:inline-block;white-space:nowrap;padding:0 .5em;border-radius:.3em;font-weight:600;
font-size:.86rem;overflow-wrap:normal}
.v-fail,.v-error,.v-hard{color:var(--fail);background:var(--fail-ground)}
.v-unknown,.v-expired{color:var(--unknown);background:var(--unknown-ground)}
.v-pass,.v-active{color:var(--pass);background:var(--pass-ground)}
.v-waived{color:var(--waived);background:var(--waived-ground)}
.v-not-applicable,.v-plain{color:var(--na);background:var(--na-ground)}
.headline{font-size:1.25rem;font-weight:600;padding:.9rem 1.1rem;border-left:.4rem solid;max-width:none;margin:.5rem 0}
.headline.v{display:block;white-space:normal;overflow-wrap:anywhere;border-radius:.2rem}
.tiles{list-style:none;display:grid;grid-template-columns:repeat(auto-fit,minmax(7.5rem,1fr));gap:.6rem;padding:0}
.tiles li{background:var(--raised);padding:.6rem .8rem;border-radius:.3rem}
.tiles b{display:block;font-size:1.5rem;line-height:1.2;font-variant-numeric:tabular-nums}
.tiles span{color:var(--dim);font-size:.88rem}
dl{display:grid;grid-template-columns:minmax(7rem,max-content) minmax(0,1fr);gap:.15rem 1rem;margin:.5rem 0}
dt{color:var(--dim)}
dd{margin:0}
details{margin:.5rem 0}
summary{cursor:pointer;color:var(--link)}
.finding{border-left:.25rem solid var(--line);padding:.1rem 0 .1rem .9rem;margin:.9rem 0}
.finding.fail,.finding.error{border-color:var(--fail)}
.finding.unknown{border-color:var(--unknown)}
.finding.waived{border-color:var(--waived)}
.finding p{margin:.25rem 0;max-width:none}
.places{margin:.25rem 0;padding-left:1.1rem}
figure{margin:1rem 0}
svg{display:block;max-width:none;forced-color-adjust:auto}
svg text{fill:var(--text);font:13px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;
paint-order:stroke;stroke:var(--ground);stroke-width:2.5px;stroke-opacity:.8}
svg text.small{stroke:none;font-size:12px;fill:var(--dim)}
.track{fill:var(--raised)}.b{fill:var(--bar)}.b-fail{fill:var(--bar-fail)}.b-light{fill:var(--bar-light)}
.edge{stroke:var(--bar)}.edge-fail{stroke:var(--bar-fail)}
.limit{stroke:var(--limit);stroke-width:2}.axis{stroke:var(--line);stroke-width:1}
.c0{fill:var(--c0)}.c1{fill:var(--c1)}.c2{fill:var(--c2)}.c3{fill:var(--c3)}
.c4{fill:var(--c4)}.c5{fill:var(--c5)}.c6{fill:var(--c6)}.c7{fill:var(--c7)}
path{fill:none;stroke-opacity:.45}
.s0{stroke:var(--c0)}.s1{stroke:var(--c1)}.s2{stroke:var(--c2)}.s3{stroke:var(--c3)}
.s4{stroke:var(--c4)}.s5{stroke:var(--c5)}.s6{stroke:var(--c6)}.s7{stroke:var(--c7)}
.flow{min-width:56rem;width:100%;height:auto}
.matrix{width:auto}
.matrix thead th+th{writing-mode:vertical-rl;transform:rotate(180deg);text-align:left;padding:.4rem .2rem;
max-height:14rem;white-space:nowrap;color:var(--text)}
.matrix td{text-align:center;min-width:2rem;padding:.2rem .4rem}
.matrix tfoot th,.matrix tfoot td{font-weight:600;border-top:2px solid var(--line)}
.key{display:inline-block;width:1.4em;text-align:center}
.sign{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:1.5rem;margin:1rem 0;break-inside:avoid}
.sign div{border-top:1px solid var(--text);padding-top:.3rem;margin-top:3rem}
.sign span{display:block;color:var(--dim);font-size:.88rem}
footer{margin-top:3rem;padding-top:.75rem;border-top:1px solid var(--line);color:var(--dim)}
@media (max-width:40rem){dl{grid-template-columns:minmax(0,1fr)}dd{margin-bottom:.4rem}body{padding:0 .9rem 2rem}
tbody th{min-width:6.5rem;max-width:10rem}.bar{min-width:10rem}}
@media print{
html{font-size:10pt}
body{max-width:none;padding:0}
nav,.skip{display:none}
h2{break-after:avoid;margin-top:1.5rem}h3,h4,caption,thead{break-after:avoid}
tr,.finding,figure,.tiles{break-inside:avoid}
.scroll{overflow:visible}
.flow{min-width:0}
details::details-content{content-visibility:visible;display:block;height:auto}
details>*{display:block}
summary{color:var(--text)}
a{color:inherit;text-decoration:none}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
"""


def sheet(foot: str) -> str:
    """The style in one line, with words of ours at the foot of every printed page: never a text of a user."""
    light, dark, rules = (text.replace("\n", "") for text in (_LIGHT, _DARK, _RULES))
    paper = (
        f'@page{{margin:16mm 14mm 18mm;@bottom-left{{content:"{foot}";font:8pt sans-serif}}'
        '@bottom-right{content:counter(page) " / " counter(pages);font:8pt sans-serif}}'
    )
    scheme = f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    return f":root{{color-scheme:light dark;{light}}}{scheme}{rules}{paper}"
