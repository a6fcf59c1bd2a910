/** What only the report of a target needs: its pictures, the ladder, the tabs, and how it is folded on paper. */
export const REPORT_STYLE = `
.h1 { font-size: 1.3rem; } .h2 { font-size: 1.15rem; margin-bottom: .5rem; } .h3 { font-size: 1rem; margin-top: 1.1rem; } .h4 { font-size: .95rem; margin-top: .2rem; }
small { font-size: .8rem; }
ul { padding-left: 1.2rem; margin: .4rem 0; }
dl { display: grid; grid-template-columns: fit-content(50%) minmax(0, 1fr); gap: .2rem .9rem; margin: .5rem 0; font-size: .92rem; }
dt { color: var(--soft); overflow-wrap: anywhere; } dd { margin: 0; overflow-wrap: anywhere; }
figure { margin: 0; } svg { display: block; }
a:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: .2rem; }
:target { scroll-margin-top: 1rem; }
a code { color: inherit; }
.top { display: flex; gap: 1.25rem; align-items: center; }
.top > div:last-child { min-width: 0; }
.grade { flex: none; min-width: 5.4rem; padding: .6rem .8rem; border-radius: .7rem; text-align: center; }
.grade b { display: block; font-size: 2.5rem; line-height: 1.1; } .grade small { font-weight: 500; }
.sum { font-size: .92rem; color: var(--soft); } .sum b { color: var(--text); } .sum code, .ends code, .name { white-space: nowrap; }
.counts, .policies { margin: .6rem 0; line-height: 1.9; }
.parts { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; margin-top: .8rem; padding-top: .7rem; border-top: 1px solid var(--line); font-size: .92rem; }
.parts a { padding: .15rem 0; }
.strips { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .4rem 2rem; margin: .9rem 0 .4rem; }
.strips figcaption { font-weight: 600; } .strips .soft { font-size: .88rem; margin: .2rem 0; }
.boxes { width: 100%; max-width: 26rem; margin: .25rem 0; }
.f-safe { --c: var(--good); --b: var(--good-bg); } .f-any { --c: var(--info); --b: var(--info-bg); } .f-wait { --c: var(--medium); --b: var(--medium-bg); }
.f-read { --c: var(--critical); --b: var(--critical-bg); } .f-open { --c: var(--low); --b: var(--low-bg); }
.boxes rect { fill: var(--b); stroke: var(--c); stroke-width: .7; } .boxes text { fill: var(--c); font-size: 11px; font-weight: 700; text-anchor: middle; }
.matrix { table-layout: fixed; font-size: .84rem; border-collapse: separate; border-spacing: 2px; }
.matrix caption { text-align: left; color: var(--soft); padding-bottom: .5rem; font-size: .92rem; }
.matrix th, .matrix td { border: 0; padding: .22rem .35rem; overflow-wrap: normal; hyphens: auto; }
.matrix th { color: var(--text); white-space: normal; } .matrix th:first-child { width: 21%; padding-left: 0; }
.matrix thead th { vertical-align: bottom; color: var(--soft); } .matrix thead th:nth-child(2) { width: 13%; }
.matrix td { color: var(--c); background: var(--b); border-radius: .25rem; }
.legend { list-style: none; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(19rem, 1fr)); gap: .25rem 1.2rem; font-size: .88rem; margin: .7rem 0; }
.legend li { display: flex; gap: .5rem; } .legend b { flex: none; width: 1.5rem; height: 1.5rem; line-height: 1.5rem; text-align: center; border-radius: .25rem; color: var(--c); background: var(--b); }
.finding > summary { display: block; padding-left: 1.1rem; position: relative; }
.finding > summary::before { content: ""; position: absolute; left: .1rem; top: .5rem; border: .3rem solid transparent; border-left: .42rem solid var(--soft); }
.finding[open] > summary::before { transform: rotate(90deg) translate(.12rem, .1rem); }
.finding .detail { display: block; font-size: .92rem; }
.finding > div { padding: .2rem 0 .6rem 1.1rem; max-width: 52rem; }
.tabs { margin: .4rem 0; } .tabs > details { border: 0; padding: 0; }
.tabs summary { display: inline-block; padding: .2rem .7rem; border: 1px solid var(--line); border-radius: .35rem; font-size: .88rem; list-style: none; margin: .15rem 0; }
.tabs summary::-webkit-details-marker { display: none; }
.tabs > details[open] > summary { background: var(--info-bg); color: var(--info); font-weight: 600; }
@supports selector(::details-content) {
  .tabs { display: flex; flex-wrap: wrap; column-gap: .3rem; } .tabs > details { display: contents; }
  .tabs summary { order: 0; } .tabs > details::details-content { order: 1; width: 100%; }
}
.steps { list-style: none; padding: 0; } .steps > li { display: flex; gap: .8rem; margin: .7rem 0; } .steps > li > div { min-width: 0; flex: 1; }
.place { flex: none; width: 1.7rem; height: 1.7rem; line-height: 1.7rem; border-radius: 50%; text-align: center; background: var(--info-bg); color: var(--info); font-weight: 600; font-size: .9rem; }
.done { color: var(--soft); margin: .9rem 0; } .done span { font-size: .9rem; } .ends { font-size: .88rem; margin-top: 0; } .tabs pre { margin: .3rem 0; }
.exchanger > .line .h2 { margin: 0; }
.server { padding-top: 1rem; margin-top: .8rem; border-top: 1px solid var(--line); }
.server .h3 { margin: 0; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: .6rem 2rem; margin: .6rem 0; } .pair > div { min-width: 0; }
.ladder { display: grid; grid-template-columns: repeat(6, minmax(0, 1fr)); gap: 2px; padding: 0; margin: .2rem 0 .8rem; list-style: none; }
.ladder li { padding: .4rem .15rem; text-align: center; } .ladder li:first-child { border-radius: .5rem 0 0 .5rem; } .ladder li:last-child { border-radius: 0 .5rem .5rem 0; }
.ladder b { display: block; font-size: .84rem; } .ladder small { display: block; font-size: .72rem; line-height: 1.35; }
.groups { margin: .3rem 0; line-height: 1.9; } .chain { line-height: 1.9; margin: .4rem 0; }
.fold { border-top: 1px solid var(--line); margin: 0; padding: .45rem 0; } .server > details > summary { list-style-position: outside; margin-left: 1.1rem; } .server > .fold { padding-left: 1.1rem; }
.system { margin: 0 auto 0 0; }
.times text { fill: var(--text); font-size: 12px; } .times .today { fill: var(--soft); } .times line { stroke: var(--text); stroke-width: 2; }
.times .rail { fill: var(--code); } .times .leaf { fill: var(--good); } .times .over { fill: var(--critical); } .times .chain { fill: var(--info); opacity: .6; } .times .tlsa { fill: var(--info); }
.sequence { width: 100%; max-width: 34rem; margin: .5rem 0; } .sequence text { fill: var(--text); font-size: 10.5px; text-anchor: middle; } .sequence tspan, .sequence .time { fill: var(--soft); } .sequence .time { text-anchor: end; font-size: 9.5px; }
.sequence .end { font-weight: 600; font-size: 11.5px; } .sequence .trip { fill: var(--soft); text-anchor: start; } .sequence .band { fill: var(--code); } .sequence path { fill: none; stroke: var(--link); stroke-width: 1.3; } .sequence .server { stroke: var(--good); } .sequence .life { stroke: var(--soft); stroke-width: 1; }
.suites tbody th { color: var(--text); font-weight: 600; padding-top: .6rem; white-space: normal; } .suites td:first-child { width: 3rem; } .suites td:last-child { width: 9rem; } .suites small { color: var(--soft); }
.messages td:nth-child(2) { white-space: nowrap; }
.columns { columns: 18rem; font-size: .92rem; }
.tree, .tree ul { list-style: none; padding-left: 0; margin: 0; } .tree li { padding: .15rem 0; }
.tree ul:not(.lookups) { margin-left: .45rem; padding-left: 1.3rem; } .tree ul:not(.lookups) > li { position: relative; }
.tree ul:not(.lookups) > li::before, .tree ul:not(.lookups) > li::after { content: ""; position: absolute; left: -1.3rem; border: 0 solid var(--line); }
.tree ul:not(.lookups) > li::before { top: .95rem; width: 1rem; border-top-width: 2px; }
.tree ul:not(.lookups) > li::after { top: 0; bottom: 0; border-left-width: 2px; } .tree ul:not(.lookups) > li:last-child::after { bottom: auto; height: .95rem; }
.zone { font-weight: 600; overflow-wrap: anywhere; } .tree .soft { font-size: .88rem; }
.tree .lookups { display: flex; flex-wrap: wrap; gap: .15rem .4rem; padding: .15rem 0; } .tree .lookups li { padding: 0; } .lookups .pill { overflow-wrap: anywhere; } .lookups .told { flex-basis: 100%; }
.report { border: 0; padding: 0; } .report > summary { padding: .2rem .3rem; margin-top: .3rem; }
.targets td { padding-top: .4rem; } .targets tbody th { min-width: 13rem; } tr:last-child > th { border-bottom: 0; } thead tr:last-child > th { border-bottom: 1px solid var(--line); } .targets th a { overflow-wrap: anywhere; white-space: normal; } .targets .pill { white-space: nowrap; }
thead th { font-size: .84rem; }
@media (max-width: 40rem) {
  main { padding: .6rem .5rem 2rem; } .card { padding: .8rem .8rem; }
  .top { align-items: flex-start; gap: .8rem; } .grade { min-width: 3.9rem; padding: .4rem; } .grade b { font-size: 1.8rem; }
  .strips { grid-template-columns: 1fr; }
  .matrix { font-size: .78rem; border-spacing: 1px; } .matrix th:first-child { width: 36%; } .matrix thead th:nth-child(2) { width: auto; } .matrix th, .matrix td { padding: .22rem .1rem; } .matrix tbody th { overflow-wrap: anywhere; }
  .matrix thead th:not(:first-child) { height: 7.4rem; padding: 0; } .matrix thead span { display: block; margin: auto; writing-mode: vertical-rl; transform: rotate(180deg); height: 7.2rem; font-size: .7rem; line-height: 1.1; }
  .matrix td { text-align: center; } .matrix td span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  .ladder { grid-template-columns: repeat(3, minmax(0, 1fr)); } .ladder li, .ladder li:first-child, .ladder li:last-child { border-radius: .3rem; }
  .times text { font-size: 10.5px; } th, td { padding-right: .5rem; } .messages { font-size: .84rem; }
  dl { grid-template-columns: minmax(0, 1fr); } dd { margin-bottom: .3rem; }
  .targets thead, .tlsa thead, .reverse thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .targets tr, .targets td, .targets th, .tlsa tr, .tlsa td, .reverse tr, .reverse td { display: block; border: 0; padding: .1rem 0; } .targets tr, .tlsa tr, .reverse tr { border-bottom: 1px solid var(--line); padding: .35rem 0; }
  .sources th { white-space: normal; } .suites td:last-child { width: 6.5rem; } .columns { columns: 1; } .targets tbody th { min-width: 0; }
}
@page { size: A4; margin: 11mm 12mm; }
@media print {
  :root { font-size: 8.3pt; color-scheme: light; }
  body { font-size: 1rem; line-height: 1.32; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  a { color: inherit; text-decoration: none; }
  .card { padding: 0 0 1.2mm; margin: 0 0 1.4mm; border: 0; border-bottom: 1px solid #bbb; border-radius: 0; break-inside: auto; }
  .h2, .h3, .h4 { break-after: avoid; } .h2 { margin-bottom: .6mm; } .h3 { margin-top: 1mm; }
  p, ul, dl, .sum, .counts, .policies, .strips, .pair, .legend, .done, .groups, .chain { margin: .5mm 0; line-height: 1.32; } details { padding: .5mm 0; }
  .parts, #senders, [id$="-raw"], [id$="-open"], .server > details, .server > .fold, .matrix a, [id$="-senders"] > details, .tabs > details:not([open]) { display: none; }
  .grade { padding: .2rem .6rem; } .grade b { font-size: 1.9rem; } .strips { grid-template-columns: 1fr 1fr; }
  .matrix { border-spacing: 1px; font-size: .84rem; } .matrix caption { padding: 0; } .matrix th, .matrix td { padding: 0 .3rem; } .legend { grid-template-columns: 1fr 1fr; gap: 0 4mm; font-size: .84rem; } .legend b { height: 1.2em; line-height: 1.2em; }
  [id$="-findings"] { columns: 2; column-gap: 6mm; } [id$="-findings"] .h2 { column-span: all; } .finding { break-inside: avoid; } .finding > summary { padding: 0; } .finding > summary::before { display: none; }
  .report:not([open]) { display: none; } .report[open] { break-before: page; } .report > summary { display: none; }
  .steps > li { margin: .8mm 0; break-inside: avoid; } pre { padding: .2mm 1.5mm; margin: .3mm 0; } .tabs { margin: .3mm 0; } .tabs summary { padding: 0 .4rem; margin: 0; } .place { width: 1.4rem; height: 1.4rem; line-height: 1.4rem; }
  .times text { font-size: 8px; } .server { padding-top: 1mm; margin-top: 1mm; } .pair { gap: 0 6mm; } .server > .pair, .tree .lookups, .server > .line { break-inside: avoid; } .server > .line { break-after: avoid; } .tree .soft, .tree .lookups { break-before: avoid; } [id$="-policies"] .h3 { margin-top: 1.6mm; } .ladder { margin: 0 0 .8mm; } .ladder li { padding: .5mm; } .tree li { padding: 0; } tr { break-inside: avoid; } th, td { padding: .2mm 1rem .2mm 0; }
}
`
