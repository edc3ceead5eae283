import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';
import type { Resolver } from '../../ports/resolver.ts';

const ACCEPT_TIMEOUT_MS = 2000;

export const systemResolver: Resolver = {
  async resolve(host) {
    const found = await lookup(host, { all: true, order: 'verbatim' });
    return found.map(({ address }) => address);
  },

  accepts(address, port) {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const socket = connect({ host: address, port });
    socket.setTimeout(ACCEPT_TIMEOUT_MS, () => resolve(false));
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    return promise.finally(() => socket.destroy());
  },
};
