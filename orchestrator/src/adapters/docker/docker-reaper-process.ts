import { askPlainly } from './plain-engine.ts';
import { IN_ORDER, type ReaperOrder } from './reaper-order.ts';

/**
 * The reaper: a process of its own that outlives the lab by at most a few seconds. It waits, without
 * a timer, for the end of stdin, which comes when the lab ends it or dies; then it removes from the
 * engine whatever carries the lab's label, and ends. It runs from this source under any Node that
 * strips types (22.18), and loads nothing but Node.
 */

const CALL_MS = 20_000;
/** Between two looks: a create that was on its way when the lab died comes true within it. */
const PAUSE_MS = 700;
/** An engine that does not answer for that long has ended its containers, or is beyond our help. */
const GIVE_UP_MS = 60_000;

type Listed = { readonly Id: string }[];
type ListedVolumes = { readonly Volumes: { readonly Name: string }[] | null };

async function reap({ address, label }: ReaperOrder, quietLooks: number): Promise<void> {
  const filter = encodeURIComponent(JSON.stringify({ label: [label.join('=')] }));
  const list = async (path: string): Promise<Listed> => {
    const { status, body } = await askPlainly(address, 'GET', path, CALL_MS);
    if (status !== 200) throw new Error(body);
    return JSON.parse(body) as Listed;
  };
  const removeAll = async (): Promise<number> => {
    const containers = await list(`/containers/json?all=1&filters=${filter}`);
    await Promise.all(
      containers.map(({ Id }) => askPlainly(address, 'DELETE', `/containers/${Id}?force=1&v=1`, CALL_MS)),
    );
    const networks = await list(`/networks?filters=${filter}`);
    await Promise.all(networks.map(({ Id }) => askPlainly(address, 'DELETE', `/networks/${Id}`, CALL_MS)));
    const listed = await askPlainly(address, 'GET', `/volumes?filters=${filter}`, CALL_MS);
    if (listed.status !== 200) throw new Error(listed.body);
    const volumes = (JSON.parse(listed.body) as ListedVolumes).Volumes ?? [];
    await Promise.all(
      volumes.map(({ Name }) =>
        askPlainly(address, 'DELETE', `/volumes/${encodeURIComponent(Name)}`, CALL_MS),
      ),
    );
    return containers.length + networks.length + volumes.length;
  };

  const giveUpAt = performance.now() + GIVE_UP_MS;
  let quiet = 0;
  while (quiet < quietLooks && performance.now() < giveUpAt) {
    quiet = (await removeAll().catch(() => 1)) === 0 ? quiet + 1 : 0;
    if (quiet < quietLooks) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

// A terminal's Ctrl-C and a closing session are the lab's to handle; the end of stdin tells us.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
let said = '';
for await (const chunk of process.stdin.setEncoding('utf8')) said += chunk;
await reap(JSON.parse(process.argv[2] ?? '') as ReaperOrder, said === IN_ORDER ? 1 : 2);
