// Two palettes, each with text contrast of at least 4.5 to 1 against its page (WCAG 2.2, 1.4.3),
// and blue and orange for the sides, which are distinguishable with red-green colour blindness.
export const LIGHT_PALETTE = `--page:#fff;--soft:#f5f7f9;--line:#d3d9e0;--text:#1b1f24;--faint:#57606a;
--good:#0a6640;--bad:#b42318;--doubt:#7a4d00;--plain:#3d4854;--band:#e3e8ef;--base:#2f62a8;--head:#a8500c;`;
const DARK = `--page:#0f1419;--soft:#182028;--line:#34404c;--text:#e6edf3;--faint:#9aa7b4;
--good:#56d3a0;--bad:#ff8f85;--doubt:#f0b94c;--plain:#b6c2ce;--band:#27323e;--base:#79b0f0;--head:#f5a35c;`;

export const TONE_STYLE =
  '.tone-good{color:var(--good)}.tone-bad{color:var(--bad)}.tone-doubt{color:var(--doubt)}.tone-plain{color:var(--plain)}';

const PAGE = `
*{box-sizing:border-box}
html{background:var(--page);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:64rem;padding:1.25rem}
h1{font-size:1.35rem;line-height:1.35;margin:.3rem 0 .8rem;overflow-wrap:anywhere}
h2{font-size:1.15rem;margin:2.4rem 0 .6rem;padding-top:.9rem;border-top:1px solid var(--line);overflow-wrap:anywhere}
h3{font-size:1rem;margin:1.5rem 0 .3rem;overflow-wrap:anywhere}
p{margin:.4rem 0}p,li{overflow-wrap:anywhere}
a{color:inherit;text-decoration-color:var(--faint);text-underline-offset:.15em}
a:focus-visible,summary:focus-visible{outline:2px solid var(--base);outline-offset:2px}
small,.faint{color:var(--faint)}
.verdict{display:inline-block;margin:0;padding:.15rem .7rem;border-radius:.4rem;border:1.5px solid;font-weight:700}
${TONE_STYLE}
.line{font-weight:600}
pre{background:var(--soft);border:1px solid var(--line);border-radius:.4rem;padding:.6rem .8rem;margin:.5rem 0;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere}
code,pre{font:13px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
ol.notes{padding-left:1.6rem}ol.notes li{margin:.5rem 0}
details{margin:.6rem 0}summary{cursor:pointer;color:var(--faint)}
.scroll{overflow-x:auto}
`;

const TABLES = `
table{border-collapse:collapse;width:100%;margin:.5rem 0;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.28rem .6rem .28rem 0;border-bottom:1px solid var(--line);vertical-align:middle;font-weight:400}
thead th{color:var(--faint);font-size:.87rem}
tbody th{overflow-wrap:anywhere}
.number{text-align:right;white-space:nowrap}
.number+:not(.number){padding-left:.9rem}
tr.gated>th{font-weight:700}
tr.beside{color:var(--faint)}
.forest td,.forest th{border-bottom:0;padding-top:0;padding-bottom:0}
.forest tr.group th{padding-top:.9rem;font-weight:700;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
.forest tbody th,.forest td{white-space:nowrap}.forest tr.group th{white-space:normal}
.forest td.plot{width:99%;min-width:12rem;padding-left:.6rem;padding-right:1rem}
tr.gated>th,tr.beside>th{white-space:nowrap}
.said{white-space:nowrap}
.forest tr.gated .interval,.forest tr.gated .whisker{stroke-width:2.5}
`;

export const PLOT_STYLE = `
svg{display:block;overflow:visible;color:inherit}
svg text{fill:var(--faint);font-size:12px}
svg svg{display:inline}
figure{margin:.6rem 0 1rem;min-width:0}
figcaption{color:var(--faint);font-size:.87rem;margin-bottom:.3rem}
.pictures{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:2rem;align-items:start}
.framed{display:flex;gap:.5rem}.framed .y{flex:none;width:3.8rem}.framed .x{flex:1;min-width:0}.framed .plot{flex:1;min-width:0;background:var(--soft);border-radius:.3rem}
.band{fill:var(--band)}
.one{stroke:var(--faint);stroke-width:1;stroke-dasharray:4 3}
.flame svg svg{overflow:hidden}.flame text{fill:var(--text);pointer-events:none}.flame figcaption+.tools{margin-top:0}
.call{stroke:var(--page);fill:var(--faint);fill-opacity:.25}.call.project{fill:var(--head);fill-opacity:.4}.call.package{fill:var(--base);fill-opacity:.35}.call.gc{fill:var(--bad);fill-opacity:.4}
.call.same{fill-opacity:.12}.call[class*=more-]{fill:var(--head)}.call[class*=less-]{fill:var(--base)}.call.more-1,.call.less-1{fill-opacity:.18}.call.more-2,.call.less-2{fill-opacity:.35}.call.more-3,.call.less-3{fill-opacity:.6}
.box{cursor:pointer}.box:hover .call,.box:focus .call{fill-opacity:.75}.box:focus{outline:none}.box:focus .call{stroke:var(--text);stroke-width:2}
.searched .box:not(.hit){opacity:.35}.hit .call{fill-opacity:.8}
.tools{display:flex;flex-wrap:wrap;gap:.3rem 1rem;align-items:center;margin:.3rem 0;min-height:2rem}.tools[hidden]{display:none}.tools output{overflow-wrap:anywhere}
.tools input,.tools button{font:inherit;color:inherit;background:var(--soft);border:1px solid var(--line);border-radius:.3rem;padding:.1rem .5rem}
.border{stroke:var(--faint);stroke-width:1;stroke-dasharray:1 4}
.tick{stroke:var(--line);stroke-width:1}
.stretch{fill:currentColor}.stretch[data-mark=left]{opacity:.55}
.interval,.whisker{stroke:currentColor;stroke-width:1.5}
.arrow,.ratio{fill:currentColor;stroke:currentColor;stroke-width:1.5}
.ratio.hollow{fill:var(--page)}
.estimate{fill:currentColor;fill-opacity:.2}.center{stroke:currentColor;stroke-width:2}
.pair{fill:var(--base);stroke:var(--base);stroke-width:1.5}.pair.hollow{fill:var(--page);fill-opacity:.4}
.trial{fill:var(--base)}.failed{stroke:var(--bad);stroke-width:2}
.path{stroke-width:1.5}.path.base{stroke:var(--base)}.path.head{stroke:var(--head)}
.bar.base{fill:var(--base)}.bar.head{fill:var(--head)}
.mode{stroke:var(--text);stroke-width:1.5;stroke-dasharray:3 3}
.series{margin:.5rem 0 .1rem;font-size:.87rem;font-weight:600}.series.base{color:var(--base)}.series.head{color:var(--head)}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:0 1.5rem}
.charts .plot,.share{background:var(--soft);border-radius:.2rem}.charts .series{margin:0}
.shares{list-style:none;margin:.4rem 0;padding:0}.shares svg{display:inline-block;margin-right:.4rem}
.legend{list-style:none;margin:.4rem 0 0;padding:0;display:flex;flex-wrap:wrap;gap:.2rem 1rem;color:var(--faint);font-size:.87rem}
.film{list-style:none;margin:0;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(9rem,1fr));gap:.8rem}
.film li{font-size:.87rem;color:var(--faint);text-align:center}
.film img,.screenshot{display:block;width:100%;height:auto;border:1px solid var(--line);border-radius:.2rem}
.legend svg{display:inline-block;vertical-align:-1px;color:var(--plain)}
`;

const MAP = `
.steps{list-style:none;margin:.6rem 0;padding:0}
.steps li{display:grid;grid-template-columns:minmax(0,2fr) minmax(0,3fr) 3.4rem 4.6rem 7.2rem;gap:0 .8rem;align-items:center;padding:.2rem 0;border-bottom:1px solid var(--line);font-variant-numeric:tabular-nums}
.steps .what{overflow-wrap:anywhere}.steps .plot{background:var(--soft);border-radius:.2rem}
.level-1 .what{padding-left:1rem}.level-2 .what{padding-left:2rem}.level-3 .what{padding-left:3rem}.level-4 .what{padding-left:4rem}
.steps .all{fill-opacity:.28}.cpu{--kind:var(--head)}.database{--kind:var(--base)}.network{--kind:var(--doubt)}.file{--kind:var(--good)}.architecture{--kind:var(--bad)}.unknown{--kind:var(--faint)}
.steps rect{fill:var(--kind)}.kind{white-space:nowrap}.kind::before{content:"■ ";color:var(--kind)}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,17rem),1fr));gap:1rem}
.card{border:1px solid var(--line);border-left:.3rem solid var(--kind,var(--line));border-radius:.4rem;padding:.5rem .9rem;overflow-wrap:anywhere}
#suspicions table{min-width:44rem}#suspicions tbody th{white-space:nowrap;padding-right:1rem}
.card h3{margin:.2rem 0}.card ol,.card ul{padding-left:1.3rem;margin:.4rem 0}
`;

// On narrow screens a table with pictures becomes a list of cards; attributes preserve its roles.
const NARROW = `
@media (max-width:44rem){
body{padding:.9rem}.wide{display:none}
.pictures{grid-template-columns:minmax(0,1fr);gap:.4rem}
.steps li{grid-template-columns:auto auto 1fr}.steps .what,.steps .plot{grid-column:1/-1}
.forest,.forest tbody,.forest tfoot{display:block}
.forest thead{position:absolute;clip-path:inset(50%);height:1px;overflow:hidden}
.forest tr{display:grid;grid-template-columns:1fr auto;gap:0 .8rem;padding:.35rem 0;border-bottom:1px solid var(--line)}
.forest th,.forest td{padding:0}
.forest td.plot{grid-row:3;grid-column:1/-1;width:auto;padding:0 .2rem}
.forest tr.group{grid-template-columns:1fr}.forest tr.group th{border:0}
.forest td.number{grid-row:2}.forest td.number:nth-child(3){grid-column:1;text-align:left}
.forest td.number:nth-child(4){grid-column:2}.forest td.number:nth-child(5){display:none}
.forest td:nth-child(6){grid-row:1;grid-column:2;text-align:right}
.forest tfoot tr{border:0}.forest tfoot td.rest,.forest tfoot td:first-child{display:none}
}
`;

const PRINT = `
@media print{
:root{${LIGHT_PALETTE}}
html{font-size:11px}body{max-width:none;padding:0}
h2,h3,figure,tr{break-inside:avoid}h2,h3{break-after:avoid}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
`;

/** The complete style: nothing is fetched, and no element has a style of its own. */
export const PAGE_STYLE = `:root{color-scheme:light dark;${LIGHT_PALETTE}}
@media (prefers-color-scheme:dark){:root{${DARK}}}${PAGE}${TABLES}${PLOT_STYLE}${MAP}${NARROW}${PRINT}`;
