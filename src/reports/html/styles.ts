/**
 * Colours and letters that every page of kubeproof shares. Colours are tokens, given twice (light and dark); text on every
 * ground has a contrast of 4.5 or more (WCAG 2.2 AA).
 */
export const TOKENS = `
:root{color-scheme:light dark;
--paper:#fcfcfb;--card:#fff;--sunk:#f4f5f4;--ink:#1a1d21;--soft:#5a626b;--line:#dfe2e4;--link:#0a5a78;
--error:#b0241c;--error-wash:#fdf0ee;--warning:#855000;--warning-wash:#fdf5e4;--info:#2a5c9e;--info-wash:#eef4fc;--good:#1c6b40;--good-wash:#edf7f0;
--mono:ui-monospace,SFMono-Regular,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace;
--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans",Arial,sans-serif}
@media (prefers-color-scheme:dark){:root{
--paper:#121517;--card:#191d20;--sunk:#20252a;--ink:#e8eaec;--soft:#a0a9b2;--line:#30373d;--link:#7cc4e4;
--error:#ff968c;--error-wash:#371b19;--warning:#eebb62;--warning-wash:#332712;--info:#93bff5;--info-wash:#18283d;--good:#7fd3a0;--good-wash:#15301f}}
.fail{--accent:var(--error);--wash:var(--error-wash)}.incomplete{--accent:var(--warning);--wash:var(--warning-wash)}.pass{--accent:var(--good);--wash:var(--good-wash)}
.error{--accent:var(--error);--wash:var(--error-wash)}.warning{--accent:var(--warning);--wash:var(--warning-wash)}.info{--accent:var(--info);--wash:var(--info-wash)}
`;

/** Colours on paper: dark on white whatever the screen has. */
export const PRINT_TOKENS = `:root{color-scheme:light;--paper:#fff;--card:#fff;--sunk:#f6f6f6;--ink:#000;--soft:#4a4f55;--line:#c9cdd1;--link:#000;
--error:#a01d16;--error-wash:#fbeeec;--warning:#744600;--warning-wash:#fbf3e2;--info:#234f8a;--info-wash:#edf2fa;--good:#155a34;--good-wash:#ebf5ee}`;

/** The style sheet of the report of one build. */
export const STYLES = `${TOKENS}*{box-sizing:border-box}
html{scroll-padding-top:1.5rem;-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 var(--sans)}
.page{max-width:76rem;margin:0 auto;padding:0 clamp(1rem,4vw,3rem) 4rem}
h1,h2,h3,p,ul,dl,dd,figure,fieldset{margin:0;padding:0}
ul{list-style:none}fieldset{border:0;min-width:0}
a{color:var(--link);text-underline-offset:.2em;text-decoration-thickness:1px}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:3px}
code,pre{font-family:var(--mono);font-size:.875em}
code{overflow-wrap:anywhere}
.quiet,.note,.meta,.through{color:var(--soft)}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-99rem;background:var(--card);padding:.5rem 1rem;z-index:2}.skip:focus{left:1rem;top:1rem}
.count{font-variant-numeric:tabular-nums;font-weight:400;color:var(--soft)}
.nowrap{white-space:nowrap}

.head{padding:clamp(1.5rem,4vw,3rem) 0 1.75rem}
.brand{font-weight:650;letter-spacing:-.01em;margin-bottom:1.25rem}.brand span{font-weight:400;color:var(--soft);font-variant-numeric:tabular-nums}
h1{font-size:clamp(1.5rem,1.1rem + 1.9vw,2.35rem);line-height:1.2;letter-spacing:-.02em;font-weight:620;max-width:28em;text-wrap:balance}
.verdict{display:block;width:fit-content;font-size:.8125rem;line-height:1;letter-spacing:.04em;text-transform:uppercase;font-weight:700;color:var(--paper);background:var(--accent);padding:.45rem .65rem;border-radius:4px;margin-bottom:.9rem}
.facts{display:flex;flex-wrap:wrap;gap:.6rem 2.25rem;margin-top:1.5rem;font-size:.875rem}
.facts dt{color:var(--soft)}.facts dd{overflow-wrap:anywhere}

.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));border:1px solid var(--line);border-radius:8px;background:var(--card);overflow:hidden}
.figure{padding:.9rem 1.1rem 1rem;box-shadow:-1px -1px 0 var(--line)}
.figure dt{font-size:.875rem;color:var(--soft)}
.figure b{display:block;font-size:1.9rem;line-height:1.25;font-weight:620;letter-spacing:-.02em;font-variant-numeric:tabular-nums;color:var(--accent,inherit)}
.figure span{display:block;font-size:.8125rem;line-height:1.4;color:var(--soft)}
.figure:not(.fail,.pass,.incomplete) b{color:inherit}.figure.zero b{color:var(--soft);font-weight:400}

.contents ul{display:flex;gap:.15rem 1.35rem;flex-wrap:wrap;font-size:.875rem;padding-bottom:1.25rem}
.contents a{display:block;padding:.2rem 0;color:var(--ink);text-decoration:none}.contents a:hover{color:var(--link);text-decoration:underline}

main>section{padding-top:2.75rem}
h2{font-size:1.25rem;line-height:1.3;letter-spacing:-.012em;font-weight:620;padding-bottom:.75rem}
h3{font-size:.9375rem;font-weight:620;padding:1rem 0 .6rem}
.note{max-width:44em;margin:-.35rem 0 1rem;font-size:.9375rem}
.empty{color:var(--soft)}

.filters{display:flex;flex-wrap:wrap;gap:.35rem 1.1rem;font-size:.875rem;align-items:center}
.filters legend{float:left;color:var(--soft);padding:0;margin-right:1.1rem}
.filters label{display:inline-flex;gap:.4rem;align-items:center;padding:.2rem 0;cursor:pointer}
.filters input{accent-color:var(--link);width:1rem;height:1rem;margin:0}
main:has(#show-error:not(:checked)) #findings .finding.error,
main:has(#show-warning:not(:checked)) #findings .finding.warning,
main:has(#show-info:not(:checked)) #findings .finding.info{display:none}

.cards{display:grid;gap:.5rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:8px;min-width:0;content-visibility:auto;contain-intrinsic-size:auto 3.6rem}
.card>summary{display:grid;grid-template-columns:5.1rem minmax(0,1fr) 1rem;gap:.1rem .9rem;align-items:baseline;padding:.75rem 1.1rem;cursor:pointer;list-style:none;border-radius:8px}
summary::-webkit-details-marker{display:none}
.card>summary::after,.place>summary::before,.more>summary::before{content:"";width:.5rem;height:.5rem;border:solid var(--soft);border-width:0 1.5px 1.5px 0;transform:rotate(-45deg)}
.card>summary::after{grid-area:1/3;align-self:start;margin-top:.42rem;transform:translateY(-.1rem) rotate(45deg)}
.card[open]>summary::after{transform:translateY(.12rem) rotate(-135deg)}
.card>summary:hover{background:var(--sunk)}
.card[open]>summary:hover{background:none}
.what{font-weight:560;overflow-wrap:anywhere}
.where{grid-column:2;color:var(--soft);font-size:.9375rem;overflow-wrap:anywhere}
.sev{font-size:.8125rem;font-weight:650;color:var(--accent);white-space:nowrap}
.sev::before{content:"";display:inline-block;width:.5rem;height:.5rem;margin-right:.5rem;background:currentColor;border-radius:50%}
.sev.error::before{border-radius:1px}.sev.warning::before{clip-path:polygon(50% 0,100% 100%,0 100%);border-radius:0}
.body{padding:.1rem 1.1rem 1.15rem;display:grid;gap:.75rem;min-width:0}
.body>*{min-width:0}
.meta{display:flex;flex-wrap:wrap;gap:.1rem 1rem;font-size:.875rem}
.meta span,.meta code{overflow-wrap:anywhere}
.fix{max-width:46em;overflow-wrap:anywhere}.fix b{margin-right:.5em;font-weight:620}
.related{font-size:.875rem;color:var(--soft)}.related code{color:var(--ink)}
.more>summary,.place>summary{cursor:pointer;min-height:1.5rem;font-size:.875rem;list-style:none;display:flex;gap:.65rem;align-items:baseline}
.more>summary{color:var(--link);width:fit-content}.more>summary::before{border-color:currentColor}
.more[open]>summary::before,.place[open]>summary::before{transform:rotate(45deg)}
.more>summary::before,.place>summary::before{flex:none;position:relative;top:-.05rem}
.place{border-top:1px solid var(--line)}.place>summary{padding:.5rem 0;flex-wrap:wrap}.place>.body{padding:0 0 1rem 1.15rem}.place:last-child{border-bottom:1px solid var(--line)}
.more>p,.more>figure{margin-top:.5rem;max-width:46em}.more>figure{max-width:none}.more>p{font-size:.9375rem}
.print-id{display:none;font-size:.75rem;color:var(--soft)}

.code{border:1px solid var(--line);border-radius:6px;overflow:hidden;background:var(--sunk)}
.code figcaption{font:.8125rem/1.4 var(--mono);color:var(--soft);padding:.4rem .9rem;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
.code pre{margin:0;padding:.45rem 0;overflow-x:auto;font-size:.875rem;line-height:1.6;tab-size:2}
.code code{display:inline-block;min-width:100%;font-size:1em;overflow-wrap:normal}
.line{display:block;padding:0 .9rem}
.no{display:inline-block;min-width:2.2em;margin-right:1.1em;text-align:right;color:var(--soft);user-select:none}
.hit{background:var(--wash);box-shadow:inset 3px 0 0 var(--accent)}
.hit .no{color:var(--accent);font-weight:650}
mark{background:none;color:var(--accent);font-weight:650;text-decoration:underline;text-decoration-thickness:2px;text-underline-offset:.25em}

.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(18rem,100%),1fr));gap:0 2.5rem;padding-bottom:1.25rem}
.most{font-size:.875rem;display:grid;gap:.45rem}.most li{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:.1rem 1rem}.most .name{overflow-wrap:anywhere}.most .number{font-variant-numeric:tabular-nums}
.bar{display:block;width:100%;height:.3rem;background:var(--sunk);border-radius:2px;grid-column:1/-1}.bar rect{fill:var(--accent)}
.bar .not-satisfied{fill:var(--error)}.bar .satisfied{fill:var(--good)}.bar .not-evaluated{fill:var(--line)}
.framework>summary{grid-template-columns:minmax(0,1fr) minmax(0,1.4fr) 1rem}.framework>summary::after{grid-area:1/3}.framework .where{grid-column:2;display:grid;gap:.3rem;color:var(--soft);font-size:.875rem}.framework .bar{height:.5rem}.framework .what .quiet{font-weight:400}

.subjects{display:grid;gap:.5rem}
.subject{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.15rem 1.1rem .8rem}
.subject h4{margin:0;padding:.8rem 0 .35rem;font-size:.9375rem;font-weight:560;overflow-wrap:anywhere}.subject h4 .quiet{font-weight:400}
.subject li{display:grid;grid-template-columns:1rem minmax(0,1fr);gap:.6rem;padding:.3rem 0}
.subject .more li{padding:.2rem 0}
.sign{font:650 1rem/1.55 var(--mono);color:var(--warning)}.lost .sign{color:var(--good)}.danger .sign{color:var(--error)}
.scope{margin-right:.5rem;font-size:.9375rem;color:var(--soft)}.note-line{font-size:.875rem;color:var(--soft)}
.more.chain>summary{color:var(--soft);font-size:.8125rem}.more.chain>summary:hover{color:var(--link)}
.chain-links{font-size:.875rem;padding:.25rem 0 .35rem 1.15rem;display:grid;gap:.15rem;overflow-wrap:anywhere}.subject .chain-links li{display:block;padding:0}
.chain-links li::before{content:"";display:inline-block;width:.3rem;height:.3rem;margin:0 .55rem .15rem -.85rem;border-radius:50%;background:var(--soft)}
.mark{font-size:.8125rem;font-weight:650;color:var(--error);background:var(--error-wash);border-radius:3px;padding:.05rem .4rem}
.mark.removed{color:var(--good);background:var(--good-wash)}

.path .body>p{max-width:46em}.sev.closed{color:var(--good)}
.flow{display:grid;grid-template-columns:minmax(0,11rem) minmax(0,1fr) minmax(0,11rem);gap:1.75rem;align-items:center;font-size:.875rem;padding:.4rem 0}
.legs,.can{display:grid;gap:.5rem}.legs>li{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:1.75rem;align-items:center}
.node{position:relative;border:1px solid var(--line);border-radius:6px;background:var(--sunk);padding:.45rem .7rem;overflow-wrap:anywhere;line-height:1.4}
.node span{display:block}.node span+span{color:var(--soft)}.node .mark,.node .quiet{display:inline}
.node.who{border-radius:1.1rem;text-align:center}.node.fresh,.node.effect{border-color:var(--accent);background:var(--wash)}.node.effect{font-weight:560}.node.effect .quiet{font-weight:400}
.legs .node::before,.node.effect::before{content:"";position:absolute;right:calc(100% + .5rem);top:50%;width:.75rem;border-top:1.5px solid var(--soft)}
.legs .node::after,.node.effect::after{content:"";position:absolute;right:calc(100% + .45rem);top:50%;width:.4rem;height:.4rem;border:solid var(--soft);border-width:1.5px 1.5px 0 0;transform:translateY(-50%) rotate(45deg)}
.flow.shut .node{background:none;border-style:dashed}
.steps{margin:.5rem 0 0;padding-left:1.3rem;display:grid;gap:.6rem;font-size:.9375rem}
.assumed{margin-top:1rem;font-size:.875rem;color:var(--soft);display:grid;gap:.2rem;max-width:52em}

.drawing{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:8px;padding:1rem;margin-bottom:1rem}
.drawing svg{display:block;margin:0 auto}
.drawing text{font:13px var(--sans);fill:var(--ink);text-anchor:middle}.drawing .kind{font-size:11px;fill:var(--soft)}
.drawing rect{fill:var(--sunk);stroke:var(--line)}.drawing .far rect{fill:var(--error-wash);stroke:var(--error)}.drawing .binding.fresh rect{fill:var(--warning-wash);stroke:var(--warning)}
.edge path{fill:none;stroke:var(--error);stroke-width:1.5}.edge polygon{fill:var(--error)}.edge.gone path{stroke:var(--soft);stroke-dasharray:5 4}.edge.gone polygon{fill:var(--soft)}
.risks{display:grid;gap:.5rem;padding-bottom:.75rem}.risks li{display:grid;grid-template-columns:6.1rem minmax(0,1fr);gap:.15rem .9rem;align-items:baseline;overflow-wrap:anywhere}
.drawing .label{font-size:11px;fill:var(--soft);paint-order:stroke;stroke:var(--card);stroke-width:4px;stroke-linejoin:round}

.problems{display:grid;gap:.5rem}
.problems li{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.85rem 1.1rem;display:grid;gap:.2rem;overflow-wrap:anywhere}
#not-evaluated .problems li{background:var(--warning-wash);border-color:transparent;box-shadow:inset 3px 0 0 var(--warning);border-radius:3px 8px 8px 3px}
#not-evaluated .meta,#not-evaluated .meta code{color:var(--ink)}
.problems b{font-weight:600}

.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:8px;background:var(--card)}
.body .scroll{border-radius:6px}
table{border-collapse:collapse;width:100%;font-size:.875rem}
th,td{text-align:left;vertical-align:top;padding:.55rem .9rem;border-bottom:1px solid var(--line)}
tbody tr:last-child td{border-bottom:0}
th{font-weight:400;color:var(--soft);white-space:nowrap}
td{min-width:6rem}td code{overflow-wrap:break-word}td.number{min-width:0;text-align:right;font-variant-numeric:tabular-nums}
.digest{font-size:.78rem;color:var(--soft)}.bad{color:var(--error);font-weight:600}
.controls{display:grid;gap:.1rem}.controls li:has(>.quiet:first-child){display:grid;grid-template-columns:11em minmax(0,1fr)}
.reference{font-size:.8125rem;display:inline-block;line-height:1.5rem;margin-right:.5rem}

footer{margin-top:3rem;padding-top:1.25rem;border-top:1px solid var(--line);font-size:.8125rem;color:var(--soft);display:grid;gap:.3rem}

@media (min-width:64rem){
.page{display:grid;grid-template-columns:11.5rem minmax(0,1fr);column-gap:3rem}
.head,footer{grid-column:1/-1}
.contents{position:sticky;top:1.5rem;align-self:start;max-height:calc(100vh - 3rem);overflow-y:auto}
.contents ul{display:grid;gap:.05rem}.contents a{display:flex;justify-content:space-between;gap:.5rem;padding:.28rem 0}}
@media (max-width:68rem){
.flow,.legs>li{grid-template-columns:minmax(0,1fr)}.flow,.legs>li{gap:1.5rem}.legs{gap:.5rem}
.legs>li+li::before{content:"and";color:var(--soft);text-align:center;margin-bottom:-1rem}
.legs>li+li>.node::before,.legs>li+li>.node::after,.can li+li::before,.can li+li::after{display:none!important}
.legs .node::before,.node.effect::before{right:auto;left:50%;top:auto;bottom:calc(100% + .45rem);width:0;height:.6rem;border-top:0;border-left:1.5px solid var(--soft)}
.legs .node::after,.node.effect::after{right:auto;left:50%;top:auto;bottom:calc(100% + .4rem);transform:translateX(calc(-50% + .75px)) rotate(135deg)}}
@media (max-width:46rem){
.card>summary{grid-template-columns:minmax(0,1fr) 1rem}.what,.where,.framework .where{grid-column:1}.card>summary::after{grid-area:1/2}
.facts{display:grid;gap:.35rem}.facts div{display:grid;grid-template-columns:6.5rem minmax(0,1fr);gap:.75rem}
.figures{grid-template-columns:1fr 1fr}.figure:last-child:nth-child(odd){grid-column:1/-1}
.no{min-width:1.6em;margin-right:.8em}.risks li{grid-template-columns:minmax(0,1fr)}
.card>summary,.body,.subject,.problems li{padding-left:.85rem;padding-right:.85rem}}
@media print{
${PRINT_TOKENS}
@page{margin:16mm 14mm}
html{font-size:9.5pt}body{-webkit-print-color-adjust:exact;print-color-adjust:exact}
.page{display:block;max-width:none;padding:0}
.contents,.filters,.skip{display:none}
.head{padding-top:0}
details::details-content{content-visibility:visible;display:block;height:auto}
.card{content-visibility:visible;}.code,.card>summary{break-inside:avoid}.card>summary{break-after:avoid}
.card>summary::after,.more>summary::before,.place>summary::before{display:none}.more>summary{color:var(--soft)}
h2,h3{break-after:avoid}tr,.figure,.problems li,.subject li{break-inside:avoid}
.scroll,.code pre,.drawing{overflow:visible}.drawing svg{max-width:100%;height:auto}.drawing{break-inside:avoid}.code pre,.code code{white-space:pre-wrap;overflow-wrap:anywhere}
.print-id{display:block}main>section{padding-top:1.5rem}
td{min-width:0;overflow-wrap:anywhere}}
`;
