import { describe, expect, it } from 'vitest';
import { isLocalAddress } from '../../src/domain/private-address.ts';

describe('addresses that may be loaded without being asked', () => {
  it.each([
    '127.0.0.1',
    '127.9.9.9',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '::1',
    'fd00::1',
    '::ffff:127.0.0.1',
  ])('%s is this machine or a private network', (address) => {
    expect(isLocalAddress(address)).toBe(true);
  });

  it.each([
    '8.8.8.8',
    '172.32.0.1',
    '192.169.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '2001:db8::1',
    'fe80::1',
    '::ffff:8.8.8.8',
  ])('%s is not', (address) => {
    expect(isLocalAddress(address)).toBe(false);
  });
});
