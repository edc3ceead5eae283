/** Of the pages that only `view` has; what draws the plots must not reach into the report's charts. Contrast of text is 4.5 or more on both grounds (WCAG 1.4.3). */
export const VIEW_CSS = `:root {
  color-scheme: light dark;
  --ground: #ffffff; --ink: #1b1f24; --quiet: #57606a; --line: #d0d7de; --band: #f0f2f4;
  --good: #116329; --bad: #a40e26; --warn: #7d4e00; --link: #0550ae;
  --c1: #0969da; --c2: #1a7f37; --c3: #9a6700; --c4: #cf222e; --c5: #8250df; --c6: #57606a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0d1117; --ink: #e6edf3; --quiet: #9198a1; --line: #3d444d; --band: #1c2128;
    --good: #3fb950; --bad: #ff7b72; --warn: #d29922; --link: #4493f8;
    --c1: #58a6ff; --c2: #3fb950; --c3: #d29922; --c4: #ff7b72; --c5: #bc8cff; --c6: #9198a1;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
header, main { max-width: 90rem; margin: 0 auto; padding: .75rem 1rem; }
h1 { font-size: 1.5rem; margin: .25rem 0; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 1.25rem 0 .25rem; }
a { color: var(--link); }
p, ul, ol { margin: .25rem 0 .75rem; max-width: 70rem; overflow-wrap: anywhere; }
pre { overflow-x: auto; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.quiet { color: var(--quiet); } .good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); }
.wide { overflow-x: auto; max-width: 100%; }
.wide table { min-width: 58rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--quiet); padding: .25rem 0; }
th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--quiet); font-weight: 600; white-space: nowrap; }
.n { text-align: right; }
.n, td:first-child { white-space: nowrap; }
button { font: inherit; padding: .4rem .9rem; margin: .75rem 0; }
progress { width: min(30rem, 100%); accent-color: var(--c1); }
dl { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin: .5rem 0; }
dt { color: var(--quiet); } dd { margin: 0; font-variant-numeric: tabular-nums; }
dl > div { min-width: 6rem; }
.plots, .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(30rem, 100%), 1fr)); gap: 1rem; }
figure { margin: 0; } figcaption { font-weight: 600; }
figure svg { width: 100%; height: auto; display: block; }
figcaption h3 { font-size: 1rem; margin: 0; }
figcaption p { font-weight: 400; }
.picture { min-width: 30rem; }
.scroll { overflow-x: auto; }
summary { cursor: pointer; font-weight: 600; margin: 1rem 0; }
.legend { font-variant-numeric: tabular-nums; display: flex; flex-wrap: wrap; gap: 0 1rem; margin: 0; }
.legend span::before { content: ""; display: inline-block; width: 1.2rem; margin-right: .35rem;
  vertical-align: middle; border-top: 3px solid currentcolor; }
.s1 { color: var(--c1); } .s2 { color: var(--c2); } .s3 { color: var(--c3); }
.s4 { color: var(--c4); } .s5 { color: var(--c5); } .s6 { color: var(--c6); }
.plots svg path { fill: none; stroke: currentcolor; stroke-width: 1.5; vector-effect: non-scaling-stroke; }
.plots .s5, .plots .s6 { stroke-dasharray: 4 3; }
.legend .s5::before, .legend .s6::before { border-top-style: dashed; }
.plots svg .rule { stroke: var(--line); stroke-width: 1; }
.plots svg .limit { stroke: var(--bad); stroke-width: 1; stroke-dasharray: 2 3; }
.plots svg rect { fill: var(--band); }
.plots svg text { fill: var(--quiet); font: 10px system-ui, sans-serif; }
`;
