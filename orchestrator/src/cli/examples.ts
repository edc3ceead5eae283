/** What is shown when the lab is called with nothing at all. */
export const EXAMPLES = `Framework Lab: what a service sustains under a latency objective, and what stopped it.

  npm run lab -- --scenario smoke          all contenders in under a minute
  npm run lab -- --scenario ramp           the comparison: stepped rates, every step judged
  npm run -s lab -- attack http://127.0.0.1:8080/ --rate 1000 --duration 10s

  npm run lab -- --help                    every command and flag
`;
