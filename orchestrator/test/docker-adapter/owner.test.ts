import { describe, expect, it } from 'vitest';
import { type Owner, ownerLabel, parseOwner } from '../../src/adapters/docker/owner.ts';
import { isOwnerAlive } from '../../src/adapters/docker/owner-life.ts';

const ME: Owner = {
  host: 'vm',
  boot: 'boot-1',
  pidNamespace: 'pid:[1]',
  pid: 100,
  startTicks: 5,
  container: null,
  local: true,
  nonce: 'me',
};
const alive = (owner: Partial<Owner>, more: { running?: boolean; containerRuns?: boolean } = {}, me = ME) =>
  isOwnerAlive(
    { ...ME, nonce: 'other', pid: 200, ...owner },
    { me, isRunning: () => more.running ?? false, containerRuns: more.containerRuns ?? null },
  );

describe('whether the lab that owns something lives', () => {
  it('is asked of the kernel where pids can be compared', () => {
    expect(alive({}, { running: true })).toBe(true);
    expect(alive({}, { running: false })).toBe(false);
  });

  it('is never doubted of oneself', () => {
    expect(alive({ ...ME })).toBe(true);
  });

  it('is known of another boot of the engine’s own kernel, and of no other machine’s', () => {
    expect(alive({ boot: 'boot-0' })).toBe(false);
    expect(alive({ boot: 'boot-0', local: false })).toBe(true);
    expect(alive({ boot: 'boot-0' }, {}, { ...ME, local: false })).toBe(true);
  });

  it('in another pid namespace follows its container, and is believed without one', () => {
    const inside = { pidNamespace: 'pid:[2]', container: 'abc' };
    expect(alive(inside, { containerRuns: true })).toBe(true);
    expect(alive(inside, { containerRuns: false })).toBe(false);
    expect(alive({ pidNamespace: 'pid:[2]' })).toBe(true);
  });

  it('without /proc is asked of the same host only', () => {
    const mac = { ...ME, boot: null, pidNamespace: null, startTicks: null, local: false };
    expect(alive({ ...mac, nonce: 'other', pid: 200 }, { running: false }, mac)).toBe(false);
    expect(alive({ ...mac, nonce: 'other', pid: 200 }, { running: true }, mac)).toBe(true);
    expect(alive({ ...mac, nonce: 'other', pid: 200, host: 'elsewhere' }, { running: false }, mac)).toBe(
      true,
    );
  });
});

describe('the owner’s label', () => {
  it('comes back as it was, and is the same text whatever the order of its parts', () => {
    expect(parseOwner(ownerLabel(ME))).toEqual(ME);
    const { nonce, ...rest } = ME;
    expect(ownerLabel({ nonce, ...rest })).toBe(ownerLabel(ME));
  });

  it('that is not of ours is nobody’s', () => {
    for (const label of [undefined, '', 'x', '{}', '{"host":"a"}', 'null'])
      expect(parseOwner(label)).toBeNull();
  });
});
