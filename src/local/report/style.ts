/**
 * How the page looks. Colours are chosen once for light and once for dark. The scale is one hue that grows darker (or lighter): it is read
 * without telling colours apart. What differs is marked by a frame and a cross as well. On a phone the calendar begins at its end, which is now.
 */
export const style = `
:root{color-scheme:light dark;--page:#fff;--card:#f6f7f9;--ink:#1b1f24;--soft:#545d68;--line:#d0d7de;--grid:#e3e7eb;
--q0:#e9edf1;--q1:#c6dbef;--q2:#93c4e3;--q3:#5a9fd0;--q4:#2b74b3;--q5:#0b4a8a;--good:#146c2e;--bad:#b3261e;--mark:#b3261e;
--rows:#2b74b3;--changed:#8a5a00;--deleted:#7a3aa8;--limit:#b3261e;--focus:#0b4a8a}
@media screen and (prefers-color-scheme:dark){:root{--page:#0f1318;--card:#171c23;--ink:#e8ecf1;--soft:#a7b1bd;--line:#38414c;--grid:#2a323c;
--q0:#222a33;--q1:#163e61;--q2:#1f5b8d;--q3:#377fb8;--q4:#6bb0e2;--q5:#bfe1fa;--good:#6fd08c;--bad:#ff9a8a;--mark:#ff9a8a;
--rows:#6bb0e2;--changed:#e0b35a;--deleted:#c79bf0;--limit:#ff9a8a;--focus:#bfe1fa}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;
overflow-wrap:anywhere}
header,main,footer{max-width:68rem;margin:0 auto;padding:0 1rem}
header{padding-top:1.5rem}
footer{padding-bottom:2rem;color:var(--soft);font-size:.875rem}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .5rem}
h2{font-size:1.2rem;margin:2rem 0 .5rem}
h3{font-size:1rem;margin:0 0 .25rem}
.box+h3{margin-top:1rem}
p{margin:.4rem 0}
a{color:inherit}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--page);padding:.25rem .5rem;z-index:1}
.soft{color:var(--soft)}
.verdict{font-size:1.15rem;font-weight:600;border-left:.4rem solid;padding:.35rem .75rem;background:var(--card)}
.verdict.good{border-color:var(--good)}
.verdict.bad{border-color:var(--bad)}
.bad{color:var(--bad)}
.good{color:var(--good)}
.box{overflow-x:auto;border:1px solid var(--line);border-radius:.5rem;padding:.75rem;background:var(--card)}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,19rem),1fr));gap:1rem}
.card{border:1px solid var(--line);border-radius:.5rem;padding:.75rem;background:var(--card);min-width:0;margin:0}
.card svg{width:100%;height:auto;display:block}
.key{display:flex;flex-wrap:wrap;gap:.25rem 1rem;margin:.5rem 0;padding:0;list-style:none;font-size:.875rem}
.key svg{width:1rem;height:1rem;vertical-align:-.15em;margin-right:.35rem}
svg text{font:11px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:var(--soft)}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;overflow-wrap:normal}
.box+.box{margin-top:.75rem}
caption{text-align:left;color:var(--soft);font-size:.875rem;padding-bottom:.25rem}
th,td{padding:.25rem .6rem;border-bottom:1px solid var(--line);text-align:right;vertical-align:top;white-space:nowrap}
th{font-weight:600}
th:first-child,td:first-child,.left{text-align:left}
th:first-child{position:sticky;left:-.75rem;background:var(--card)}
td.keys{text-align:left;min-width:12rem;white-space:normal;overflow-wrap:anywhere;font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.875rem}
details{margin:.75rem 0}
summary{cursor:pointer;padding:.25rem 0}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:.5rem 0}
dt{color:var(--soft)}
dd{margin:0}
.q0{fill:var(--q0)}.q1{fill:var(--q1)}.q2{fill:var(--q2)}.q3{fill:var(--q3)}.q4{fill:var(--q4)}.q5{fill:var(--q5)}
.none{fill:url(#hatch);stroke:var(--soft);stroke-dasharray:2 2}
.hatch{stroke:var(--soft);stroke-width:1.5}
.off{stroke:var(--mark);stroke-width:2.5}
.cross{stroke:var(--mark);stroke-width:2;fill:none;stroke-linecap:round}
.under{stroke:var(--page);stroke-width:4.5;fill:none;stroke-linecap:round}
.axis{stroke:var(--soft);fill:none}
.rule{stroke:var(--grid);fill:none}
.rows{stroke:var(--rows);stroke-width:2;fill:none;stroke-linejoin:round}
.rowsbar{fill:var(--rows)}
.changed{fill:var(--changed)}
.deleted{fill:var(--deleted)}
.limit{stroke:var(--limit);stroke-width:1.5;stroke-dasharray:5 3;fill:none}
.refused{fill:var(--limit)}
@media (max-width:30rem){dl{grid-template-columns:1fr}dd{margin:0 0 .4rem}th,td{padding:.25rem .3rem;font-size:.8125rem}
.calendar{display:flex;flex-direction:row-reverse}.calendar svg{flex:none}}
@media print{:root{color-scheme:light}body{font-size:11pt}.box{overflow:visible}.card,tr{break-inside:avoid}
.skip{display:none}svg,.verdict{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;
