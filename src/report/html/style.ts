/** The style that all pages share: light and dark by the reader's preference, narrow and wide, screen and paper. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f4f6f8; --card: #fff; --line: #dce1e7; --text: #19222d; --soft: #566270; --code: #eef1f4; --link: #1a56a8;
  --good: #11683a; --good-bg: #dff3e7; --info: #34547d; --info-bg: #e4ecf6; --low: #525d69; --low-bg: #e9ecf0;
  --medium: #7d5000; --medium-bg: #fcedcb; --high: #a53a08; --high-bg: #fde4d5; --critical: #a00f26; --critical-bg: #fbdde1;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #11151a; --card: #191f26; --line: #2d3641; --text: #e4e9ef; --soft: #9ba7b4; --code: #222a33; --link: #8fbcf5;
    --good: #72d99d; --good-bg: #163725; --info: #a3c2ea; --info-bg: #1c2c40; --low: #b3bdc9; --low-bg: #2a323c;
    --medium: #f0c36a; --medium-bg: #3b2f13; --high: #ffa77b; --high-bg: #44261a; --critical: #ff93a2; --critical-bg: #4a1b23;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 66rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1, h2, h3, h4, h5 { line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
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
.sentence { font-size: 1.25rem; line-height: 1.35; margin: .15rem 0 .3rem; }
.pill { display: inline-block; padding: .05rem .5rem; border-radius: .8rem; font-size: .82rem; font-weight: 600; }
.good { color: var(--good); background: var(--good-bg); } .info { color: var(--info); background: var(--info-bg); }
.low { color: var(--low); background: var(--low-bg); } .medium { color: var(--medium); background: var(--medium-bg); }
.high { color: var(--high); background: var(--high-bg); } .critical { color: var(--critical); background: var(--critical-bg); }
.line { display: flex; flex-wrap: wrap; gap: .3rem .8rem; align-items: baseline; justify-content: space-between; }
details { border-top: 1px solid var(--line); padding: .45rem 0; }
details details { border: 0; padding: .15rem 0; }
summary { cursor: pointer; overflow-wrap: anywhere; }
footer { color: var(--soft); font-size: .88rem; margin-top: 1.25rem; overflow-wrap: anywhere; }
a { color: var(--link); }
@media (max-width: 34rem) { body { overflow-wrap: anywhere; } .sentence { font-size: 1.08rem; } }
@media print { body { background: none; font-size: 11px; } .card { break-inside: avoid; border-color: #bbb; } main { padding: 0; max-width: none; } }
`
