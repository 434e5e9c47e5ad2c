"""The one script of every page: it filters and sorts tables, which are complete without it.

It reads what the page holds, makes no markup of any text, and asks for nothing. It is ours alone, and every page allows
it by its digest.
"""

from __future__ import annotations

_LINES = r"""
(function(){'use strict';
var each=function(found,act){Array.prototype.forEach.call(found,act)};
var number=function(text){return text===''?NaN:Number(text.replace(/[,%]/g,''))};
each(document.querySelectorAll('.listing'),function(box){
var table=box.querySelector('table'),tools=box.querySelector('.tools'),drawers=table.classList.contains('drawers');
var items=Array.prototype.slice.call(drawers?table.tBodies:table.tBodies[0].rows);
var home=drawers?table:table.tBodies[0];
var row=function(item){return drawers?item.rows[0]:item};
if(tools){
var search=tools.querySelector('input'),picks=tools.querySelectorAll('select'),said=tools.querySelector('output');
var filter=function(){
var words=search.value.toLowerCase().split(' ').filter(Boolean),left=0;
items.forEach(function(item){
var text=row(item).textContent.toLowerCase();
var shown=words.every(function(word){return text.indexOf(word)>=0});
each(picks,function(pick){if(pick.value&&row(item).getAttribute('data-'+pick.name)!==pick.value){shown=false}});
item.hidden=!shown;if(shown){left+=1}});
said.textContent=left+' of '+items.length+' shown'};
search.addEventListener('input',filter);
each(picks,function(pick){pick.addEventListener('change',filter)});
tools.hidden=false;filter()}
each(table.tHead.rows[0].cells,function(head,column){
if(!head.textContent.trim()){return}
var button=document.createElement('button');button.type='button';
while(head.firstChild){button.appendChild(head.firstChild)}
head.appendChild(button);
button.addEventListener('click',function(){
var down=head.getAttribute('aria-sort')==='ascending';
each(table.tHead.rows[0].cells,function(other){other.removeAttribute('aria-sort')});
head.setAttribute('aria-sort',down?'descending':'ascending');
var value=function(item){var cell=row(item).cells[column],set=cell.getAttribute('data-v');
return set===null?cell.textContent.trim():set};
var keyed=items.map(function(item,at){return {item:item,at:at,text:value(item)}});
var plain=keyed.every(function(one){return one.text===''||!isNaN(number(one.text))});
keyed.sort(function(a,b){
var order=plain?(number(a.text)||0)-(number(b.text)||0):a.text.localeCompare(b.text,'en');
return (down?-order:order)||a.at-b.at});
keyed.forEach(function(one){home.appendChild(one.item)})})})});
var reveal=function(){
var name=decodeURIComponent(location.hash.slice(1)),found=name&&document.getElementById(name);
for(var at=found;at;at=at.parentElement){if(at.tagName==='DETAILS'){at.open=true}}
if(found){found.scrollIntoView()}};
window.addEventListener('hashchange',reveal);reveal();
document.addEventListener('keydown',function(event){
var typing=/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName),search=document.querySelector('.tools input');
if(event.key==='/'&&search&&!typing&&!event.ctrlKey&&!event.metaKey&&!event.altKey){
event.preventDefault();search.focus()}})
})();
"""

SCRIPT = _LINES.replace("\n", "")
