import { dataInvalid } from './data-table.ts';
import type { RequestValues } from './request-values.ts';
import { concreteRequests } from './request-wire.ts';
import type { Scenario } from './scenario.ts';

/** All of it is sent to every generator before each step, which has some tenths of a second for it. */
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * Fills every request of a scenario once, before anything is started: what cannot be filled is told
 * now. Throws LAB_SECRETS_MISSING, LAB_DATA_INVALID.
 */
export function checkRequests(
  { requests, login, data }: Pick<Scenario, 'requests' | 'login' | 'data'>,
  values: RequestValues,
): void {
  const made = (
    spec: Scenario['requests'][number] | NonNullable<typeof login>['request'],
    token: string | null,
  ) =>
    concreteRequests(spec, 'localhost:65535', {
      random: () => 0.5,
      number: () => 0,
      values: { ...values, token },
    });
  if (login !== undefined) made(login.request, null);
  const token = login === undefined ? null : 'token';
  const bytes = requests.flatMap((spec) => made(spec, token)).reduce((sum, { wire }) => sum + wire.length, 0);
  if (bytes <= MOST_BYTES) return;
  const mb = (bytes / 1024 / 1024).toFixed(1);
  throw dataInvalid(data?.file ?? '', `its rows make ${mb} MB of requests; at most 8 are made`, [
    'take fewer rows, or shorter bodies',
  ]);
}
