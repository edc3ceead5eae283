/** Uses all the CPU that it can get, and ends with its input. */
const TURN_MS = 20;
let isWanted = true;

function burn(): void {
  const until = performance.now() + TURN_MS;
  while (performance.now() < until);
  if (isWanted) setImmediate(burn);
}

process.stdin
  .on('end', () => {
    isWanted = false;
  })
  .resume();
process.stdout.write('"ready"\n');
burn();
