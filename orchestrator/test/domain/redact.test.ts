import { describe, expect, it } from 'vitest';
import {
  isSecretHeader,
  REDACTED,
  redactCommand,
  redactHeaders,
  redactUrl,
  supplyAgain,
} from '../../src/domain/redact.ts';

describe('headers', () => {
  it.each([
    'Authorization',
    'proxy-authorization',
    'Cookie',
    'Set-Cookie',
    'X-Api-Key',
    'x-auth-token',
    'X-Client-Secret',
    'X-CSRF-Token',
    'x-amz-signature',
  ])('%s is a secret', (name) => expect(isSecretHeader(name)).toBe(true));

  it.each(['Accept', 'Content-Type', 'X-Request-Id', 'User-Agent', 'Author', 'If-None-Match'])(
    '%s is none',
    (name) => {
      expect(isSecretHeader(name)).toBe(false);
    },
  );

  it.each(['DB_PASS', 'SMTP_PASS', 'KEY_PASSPHRASE', 'REDIS_AUTH', 'APP_KEY', 'PRIVATE_KEY', 'STRIPE_KEY'])(
    '%s of an environment is a secret',
    (name) => {
      const safe = `express.${name}=${REDACTED}`;
      expect(redactCommand(['--set', `express.${name}=s3cret`]).argv[1]).toBe(safe);
      expect(redactUrl(`/a?${name}=s3cret`)).toBe(`/a?${name}=${REDACTED}`);
    },
  );

  it.each([
    'WORKERS',
    'KEEP_ALIVE',
    'KEYSPACE',
    'BYPASS',
    'PASSES',
    'AUTHOR',
    'MAX_AUTHORS',
    'MONKEY',
    'PUBLIC_KEY',
    'Idempotency-Key',
  ])('%s of an environment is none', (name) => {
    expect(redactCommand(['--set', `${name}=1`]).argv[1]).toBe(`${name}=1`);
  });

  it('keep their names', () => {
    expect(redactHeaders({ Authorization: 'Bearer s3cret', accept: '*/*' })).toEqual({
      Authorization: REDACTED,
      accept: '*/*',
    });
  });
});

describe('URLs', () => {
  it.each([
    ['http://ada:s3cret@host:81/x', `http://${REDACTED}@host:81/x`],
    ['http://s3cret@host/x', `http://${REDACTED}@host/x`],
    ['https://h/p?q=1&access_token=s3cret&n=2', `https://h/p?q=1&access_token=${REDACTED}&n=2`],
    ['/p?api%5Fkey=s3cret', `/p?api%5Fkey=${REDACTED}`],
    ['http://h/a?password=s3cret#frag', `http://h/a?password=${REDACTED}#frag`],
    ['http://ada:p@ss@host/', `http://${REDACTED}@host/`],
    ['http://h/?monkey=1&page=2', 'http://h/?monkey=1&page=2'],
    ['http://127.0.0.1:8080/a@b', 'http://127.0.0.1:8080/a@b'],
  ])('%s', (url, safe) => {
    expect(redactUrl(url)).toBe(safe);
  });
});

describe('a command line', () => {
  it('loses every secret and lists what must be supplied again', () => {
    const { argv, supplyAgain: again } = redactCommand([
      'attack',
      'http://ada:s3cret@127.0.0.1/?token=s3cret',
      '--header',
      'Authorization: Bearer s3cret',
      '--header=Cookie: id=s3cret',
      '--header',
      'Accept: */*',
      '-H',
      'X-Api-Key:s3cret',
      '--set',
      'express.DB_PASSWORD=s3cret',
      '--rate',
      '9000',
    ]);
    expect(argv.join(' ')).not.toContain('s3cret');
    expect(argv).toContain('Accept: */*');
    expect(argv).toContain('9000');
    expect(again).toEqual([
      'credentials in the URL',
      'header Authorization',
      'header Cookie',
      'header X-Api-Key',
      'setting express.DB_PASSWORD',
    ]);
  });

  it('hides a body only on request', () => {
    expect(redactCommand(['--body', 'plain']).argv).toEqual(['--body', 'plain']);
    expect(redactCommand(['--body=plain'], { bodies: true })).toEqual({
      argv: [`--body=${REDACTED}`],
      supplyAgain: ['body'],
    });
  });

  it('names the same of a request', () => {
    expect(supplyAgain({ headers: { Cookie: 'a', accept: 'b' }, url: 'http://u:p@h/' })).toEqual([
      'header Cookie',
      'credentials in the URL',
    ]);
    expect(supplyAgain({ headers: {}, url: 'http://h/' })).toEqual([]);
  });
});
