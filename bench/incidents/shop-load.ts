import { join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import { findK6Program } from '../../test/support/find-k6-program.ts';

/** Customers of the shop. */
export interface ShopLoad {
  readonly base: string;
  readonly seconds: number;
  /** Multiple of the usual rates. Default 1. */
  readonly factor?: number;
  /** Name that the clients identify with. Default `k6`. */
  readonly client?: string;
}

/** Starts k6 at the rates of `load.k6.js`; it ends after its time, or with the host. */
export function startShopLoad(
  host: Host,
  { base, seconds, factor = 1, client = 'k6' }: ShopLoad,
): void {
  host.processes.start({
    file: findK6Program(),
    args: [
      'run',
      '--quiet',
      '--no-usage-report',
      '--summary-mode=disabled',
      '--address',
      '',
      join(import.meta.dirname, 'load.k6.js'),
    ],
    env: {
      BASE: base,
      SECONDS: String(Math.ceil(seconds)),
      FACTOR: String(factor),
      CLIENT: client,
      K6_NO_USAGE_REPORT: 'true',
    },
  });
}
