import { PRINT_TOKENS, TOKENS } from '../../reports/index.ts';

/** The style sheet of the joined report: a document that is read on paper as often as on a screen. */
export const DOCUMENT_STYLES = `${TOKENS}*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 var(--sans);overflow-wrap:anywhere}
.page{max-width:66rem;margin:0 auto;padding:0 clamp(1rem,4vw,3rem) 4rem}
h1,h2,h3,p,ul,dl,dd,figure{margin:0;padding:0}
ul{padding-left:1.15em}li{margin:.2rem 0}
a{color:var(--link);text-underline-offset:.2em;text-decoration-thickness:1px}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:3px}
code{font:.875em var(--mono);overflow-wrap:anywhere}
.quiet{color:var(--soft)}.bad{color:var(--error);font-weight:600}.number{text-align:right;font-variant-numeric:tabular-nums}.nowrap{white-space:nowrap}
.skip{position:absolute;left:-99rem;background:var(--card);padding:.5rem 1rem;z-index:2}.skip:focus{left:1rem;top:1rem}
.cover{padding:clamp(1.5rem,5vw,3.5rem) 0 1.5rem;border-bottom:2px solid var(--ink)}
.brand{font-weight:650;letter-spacing:-.01em;margin-bottom:1.5rem}.brand span{font-weight:400;color:var(--soft)}
h1{font-size:clamp(1.6rem,1.1rem + 2vw,2.4rem);line-height:1.15;letter-spacing:-.02em;font-weight:640;max-width:24em;text-wrap:balance}
.lead{margin-top:.8rem;font-size:1.0625rem;color:var(--soft)}.lead b{color:var(--ink);font-weight:560}
.wording{margin-top:1.25rem;padding:.7rem 1rem;border-left:3px solid var(--ink);background:var(--sunk);font-size:.9375rem;max-width:52em}
.contents{padding:1rem 0}.contents ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.15rem 1.35rem;font-size:.875rem}.contents li{margin:0}
.contents a{color:var(--ink);text-decoration:none}.contents a:hover{text-decoration:underline;color:var(--link)}
section{padding-top:2.25rem}
h2{font-size:1.3rem;line-height:1.3;letter-spacing:-.012em;font-weight:640;padding-bottom:.6rem}
h3{font-size:1rem;font-weight:620;padding:1.1rem 0 .45rem}
section>p{max-width:46em}section>p+p{margin-top:.6rem}section>ul{max-width:52em}
.tally{display:block;width:100%;height:.875rem;margin:.5rem 0 .75rem;border-radius:4px}
.key{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1.75rem;font-size:.9375rem}.key b{font-variant-numeric:tabular-nums}
.key .mark{margin-right:.5rem}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:1px;background:var(--line);border:1px solid var(--line);border-radius:8px;overflow:hidden;margin-top:1.25rem}
.figures div{background:var(--card);padding:.8rem 1rem}.figures dt{font-size:.875rem;color:var(--soft)}.figures b{display:block;font-size:1.6rem;line-height:1.25;font-weight:620;letter-spacing:-.02em;font-variant-numeric:tabular-nums}.figures span{font-size:.8125rem;color:var(--soft)}
rect.not-satisfied,.mark.not-satisfied{fill:var(--error);background:var(--error)}rect.satisfied,.mark.satisfied{fill:var(--good);background:var(--good)}rect.not-evaluated,.mark.not-evaluated{fill:var(--soft);background:none}
.mark{display:inline-block;width:.6rem;height:.6rem;border-radius:50%;flex:none}.mark.not-satisfied{border-radius:1px}.mark.not-evaluated{box-shadow:inset 0 0 0 1.5px var(--soft)}
.tally rect.not-evaluated{fill:var(--line)}
.outcome{display:flex;gap:.55rem;align-items:baseline}.outcome.not-satisfied{font-weight:600;color:var(--error)}
.strip{display:block;width:8.25rem;height:.875rem;background:linear-gradient(var(--line),var(--line)) 0 100%/100% 1px no-repeat}
.chart{display:block;width:100%;height:auto;margin:.5rem 0}
.chart .grid{stroke:var(--line);stroke-width:1}.chart .axis{fill:var(--soft);font:11px var(--sans)}
.chart .error{fill:var(--error)}.chart .warning{fill:var(--warning);fill-opacity:.65}.chart .info{fill:var(--info);fill-opacity:.35}
.chart .accepted{fill:none;stroke:var(--ink);stroke-width:1.5;stroke-dasharray:4 3}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.4rem;font-size:.875rem;color:var(--soft);list-style:none;padding:0}
.legend i{display:inline-block;width:.85rem;height:.6rem;margin-right:.45rem;border-radius:1px}
.legend .error i{background:var(--error)}.legend .warning i{background:var(--warning);opacity:.65}.legend .info i{background:var(--info);opacity:.35}.legend .accepted i{height:0;border-top:2px dashed var(--ink);vertical-align:.25em}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:8px;background:var(--card);margin-top:.6rem}
table{border-collapse:collapse;width:100%;font-size:.875rem;line-height:1.45}
th,td{text-align:left;vertical-align:top;padding:.5rem .8rem;border-top:1px solid var(--line);overflow-wrap:break-word;min-width:5rem}
thead th{border-top:0;background:var(--sunk);font-weight:600;white-space:nowrap;overflow-wrap:break-word}th.number,td.number{text-align:right;min-width:3.5rem}
td ul{padding-left:1em}td p+p{margin-top:.35rem}
.id{font-weight:640;overflow-wrap:break-word}td.id,td.strength{white-space:nowrap;overflow-wrap:normal}
td.line{min-width:9rem}td.state{min-width:7.25rem;overflow-wrap:normal}
.line-history{display:grid;grid-template-columns:8.25rem;gap:.15rem;padding:.1rem 0}.line-history+.line-history{margin-top:.45rem}
.gap h3{padding-bottom:.2rem}
.mapping td{font-size:.8125rem}
details>summary{cursor:pointer;color:var(--link);font-size:.9375rem;padding:.3rem 0}
footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--line);font-size:.8125rem;color:var(--soft);overflow-wrap:anywhere}
@media (max-width:40rem){th,td{padding:.45rem .6rem}td{min-width:9rem}td.number{min-width:0}.figures{grid-template-columns:1fr 1fr}.figures div:last-child:nth-child(odd){grid-column:1/-1}}
@media print{
${PRINT_TOKENS}
@page{size:A4;margin:18mm 15mm 20mm;@bottom-left{content:"kubeproof";font:8pt sans-serif;color:#4a4f55}@bottom-right{content:counter(page) " / " counter(pages);font:8pt sans-serif;color:#4a4f55}}
html{font-size:9.25pt}body{-webkit-print-color-adjust:exact;print-color-adjust:exact}
.page{max-width:none;padding:0}.contents,.skip{display:none}.cover{padding-top:0}
a{text-decoration:none}
section{padding-top:1.4rem}section.sheet{break-before:page;padding-top:0}
h2,h3,.legend{break-after:avoid}tr,.figures,.chart,.wording,.key{break-inside:avoid}thead{display:table-header-group}
.scroll{overflow:visible;border-radius:0;border-width:1px 0}th,td{min-width:0;padding:.35rem .5rem}td{overflow-wrap:anywhere}td.state{min-width:6.5rem;overflow-wrap:normal}td.id,td.strength{overflow-wrap:normal}thead th:not(.number){white-space:normal}
details::details-content{content-visibility:visible;display:block;height:auto}summary{display:none}}
`;
