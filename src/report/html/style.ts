/** The style of the report page: light and dark by the reader's preference, narrow and wide, screen and paper. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #fff; --line: #dfe3e8; --text: #1b2430; --soft: #5c6773; --code: #eef1f4;
  --good: #14713f; --good-bg: #e2f4e9; --info: #3d5a80; --info-bg: #e6edf6; --low: #5a6472; --low-bg: #e9ecf0;
  --medium: #8a5a00; --medium-bg: #fdf0d5; --high: #b3400b; --high-bg: #fde6d8; --critical: #a8122a; --critical-bg: #fbdfe3;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12161b; --card: #1a2027; --line: #2e3742; --text: #e4e9ef; --soft: #98a4b1; --code: #232b34;
    --good: #6fd79b; --good-bg: #173626; --info: #9dbde6; --info-bg: #1c2c40; --low: #b3bdc9; --low-bg: #2a323c;
    --medium: #f0c36a; --medium-bg: #3a2e14; --high: #ffa477; --high-bg: #41241a; --critical: #ff8d9d; --critical-bg: #451a22;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 66rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1, h2, h3 { line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
h1 { font-size: 1.3rem; } h2 { font-size: 1.1rem; } h3 { font-size: 1rem; margin-top: 1.25rem; }
p { margin: .5rem 0; }
code, pre { font: .86em/1.5 ui-monospace, Menlo, Consolas, monospace; background: var(--code); border-radius: .3rem; }
code { padding: .1em .35em; overflow-wrap: anywhere; }
pre { padding: .6rem .8rem; margin: .4rem 0; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; padding: .3rem .9rem .3rem 0; vertical-align: top; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { color: var(--soft); font-weight: 500; white-space: nowrap; }
tr:last-child > td { border-bottom: 0; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.soft { color: var(--soft); }
.scroll { overflow-x: auto; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .7rem; padding: 1.1rem 1.25rem; margin-top: 1rem; }
.top { display: flex; gap: 1.25rem; align-items: center; }
.top > div { min-width: 0; }
.sentence { font-size: 1.25rem; line-height: 1.35; margin: .15rem 0 .3rem; }
.grade { flex: none; min-width: 4.6rem; padding: .5rem .8rem; border-radius: .7rem; text-align: center; font-size: 2.3rem; line-height: 1.1; font-weight: 700; }
.grade small { display: block; font-size: .78rem; font-weight: 500; }
.pill { display: inline-block; padding: .05rem .5rem; border-radius: 1rem; font-size: .82rem; font-weight: 600; white-space: nowrap; }
.good { color: var(--good); background: var(--good-bg); } .info { color: var(--info); background: var(--info-bg); }
.low { color: var(--low); background: var(--low-bg); } .medium { color: var(--medium); background: var(--medium-bg); }
.high { color: var(--high); background: var(--high-bg); } .critical { color: var(--critical); background: var(--critical-bg); }
.ladder { display: flex; flex-wrap: wrap; gap: .4rem; padding: 0; margin: .6rem 0; list-style: none; }
.server { padding-top: 1rem; margin-top: 1rem; border-top: 1px solid var(--line); }
.server:first-of-type { border-top: 0; margin-top: 0; }
.line { display: flex; flex-wrap: wrap; gap: .3rem .8rem; align-items: baseline; justify-content: space-between; }
details { border-top: 1px solid var(--line); padding: .45rem 0; }
details details { border: 0; padding: .15rem 0; }
summary { cursor: pointer; overflow-wrap: anywhere; }
.time { position: relative; height: .6rem; border-radius: .3rem; background: var(--code); margin: .6rem 0 .2rem; overflow: hidden; }
.time i { position: absolute; inset: 0 auto 0 0; background: var(--good); opacity: .55; }
.time.over i { background: var(--critical); }
.ends { display: flex; justify-content: space-between; font-size: .85rem; color: var(--soft); }
ol.steps { padding-left: 1.4rem; margin: .5rem 0; } ol.steps > li { margin: .7rem 0; }
footer { color: var(--soft); font-size: .88rem; margin-top: 1.25rem; }
a { color: inherit; }
@media (max-width: 34rem) { .targets tr, .targets td { display: block; } .targets td { border: 0; padding-right: 0; } .targets tr { border-bottom: 1px solid var(--line); padding: .3rem 0; } body { overflow-wrap: anywhere; } .top { align-items: flex-start; } .grade { min-width: 3.4rem; font-size: 1.6rem; } .sentence { font-size: 1.08rem; } }
@media print { body { background: none; font-size: 11px; } .card { break-inside: avoid; border-color: #bbb; } main { padding: 0; max-width: none; } }
`
