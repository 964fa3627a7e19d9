import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { findFreePort } from '../../harness/host/network/find-and-probe-ports.ts';
import type { RunningProcess } from '../../harness/host/process/process-runner.ts';
import { createHost, type Host } from '../../harness/host.ts';
import { startServer } from '../services/start-server.ts';
import { type CpuGroup, createCpuGroup } from './cpu-group.ts';
import { startMetricsSampler } from './metrics-sampler.ts';
import { mountSmallDisk } from './mount-small-disk.ts';
import type { ShopDatabase } from './shop-database.ts';
import { startShopLoad } from './shop-load.ts';
import { openNginx } from './shop-nginx.ts';
import type { ShopRepository } from './shop-repository.ts';

/** The shop behind nginx, with its database and the payment service, under load. */
export interface ShopStack {
  /** Starts a version next to the previous one, switches traffic, and stops the previous. */
  readonly deploy: (tag: string) => Promise<void>;
  /** Ends with the stack, or after its time. */
  readonly load: (what: {
    readonly seconds: number;
    readonly factor?: number;
    readonly client?: string;
  }) => void;
  /** Usual time that the payment service takes. */
  readonly setPayments: (ms: number) => Promise<void>;
  /** Runs statements in sequence, repeatedly, until the stack ends. */
  readonly runForever: (statements: readonly string[]) => void;
  readonly migrate: (text: string) => Promise<void>;
  /** Processes of others that compute all the time. */
  readonly addNeighbours: (count: number) => void;
  readonly fillDisk: () => void;
  /** Shifts the clock of the metrics sampler from now on. */
  readonly jumpClock: (ms: number) => void;
  readonly close: () => Promise<void>;
}

export interface ShopStackOptions {
  /** Existing folder for the logs. */
  readonly folder: string;
  readonly repository: ShopRepository;
  readonly database: ShopDatabase;
}

const PAYMENTS = join(import.meta.dirname, 'payments.js');
/** Duration of a payment, which determines the connections in use: 40 a second for 0.75 s each. */
const PAYMENTS_MS = 750;
const DISK_MB = 8;
const START_LIMIT_MS = 30_000;
/** For requests that are under way at a version that is replaced. */
const DRAIN_MS = 6_000;

interface Instance {
  readonly process: RunningProcess;
  readonly port: number;
}

/** Starts all but the load, without a version in use. */
export async function openShopStack({
  folder,
  repository,
  database,
}: ShopStackOptions): Promise<ShopStack> {
  const host = createHost();
  const disk = mountSmallDisk(join(folder, 'data'), DISK_MB);
  // Each version has its own group, like a container, so that a starting version takes no CPU time
  // from the previous version.
  const groups = new Map<string, CpuGroup>();
  const groupOf = (tag: string): CpuGroup => {
    const group = groups.get(tag) ?? createCpuGroup(`shop-${process.pid}-${tag}`);
    groups.set(tag, group);
    return group;
  };
  const log = createWriteStream(join(folder, 'shop.jsonl'), { flags: 'a' });
  let instance: Instance | null = null;
  let isClosed = false;
  const payments = await startServer(host, PAYMENTS, [String(PAYMENTS_MS)]);
  const nginx = await openNginx(host, folder);
  const sampler = startMetricsSampler({
    folder,
    database,
    disk: disk.folder,
    throttledSeconds: () => sum([...groups.values()].map((group) => group.throttledSeconds())),
    shop: () => (instance === null ? null : { port: instance.port, pid: instance.process.pid }),
  });
  const start = async (tag: string): Promise<Instance> => {
    const version = join(folder, `version-${tag}`);
    const lock = JSON.parse(readFileSync(join(repository.folder, 'package-lock.json'), 'utf8'));
    repository.checkOut(tag, version, lock.packages['node_modules/pricing'].version);
    const port = await findFreePort();
    const started = await startInstance(host, {
      version,
      port,
      env: { DATABASE_URL: database.url, PAYMENTS_URL: payments, DATA_DIR: disk.folder },
      onLine: (line) => line.startsWith('{') && log.write(`${line}\n`),
    });
    const group = groupOf(tag);
    group.limit(coresOf(version));
    if (started.pid !== undefined) group.add(started.pid);
    return { process: started, port };
  };
  return {
    deploy: async (tag) => {
      const before = instance;
      const next = await start(tag);
      await nginx.sendTo(next.port);
      instance = next;
      if (before === null) return;
      void sleep(DRAIN_MS).then(() => before.process.stop(0));
    },
    load: (what) => startShopLoad(host, { ...what, base: nginx.url }),
    setPayments: async (ms) => {
      await fetch(`${payments}/latency?ms=${ms}`);
    },
    runForever: (statements) => {
      void (async () => {
        while (!isClosed) for (const statement of statements) await database.run(statement);
      })().catch((error: unknown) => {
        if (!isClosed) console.error(String(error));
      });
    },
    addNeighbours: (count) => {
      for (let index = 0; index < count; index += 1)
        host.processes.start({ file: process.execPath, args: ['-e', 'for (;;);'] });
    },
    migrate: (text) => database.run(text).then(() => undefined),
    fillDisk: disk.fill,
    jumpClock: sampler.jumpClock,
    close: async () => {
      isClosed = true;
      await sampler.stop();
      await host.processes.stopAll();
      log.end();
      disk.remove();
      for (const group of groups.values()) group.remove();
    },
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

function coresOf(version: string): number {
  const { spec } = parse(readFileSync(join(version, 'deploy/shop.yaml'), 'utf8'));
  const text = String(spec.template.spec.containers[0].resources.limits.cpu);
  return text.endsWith('m') ? Number(text.slice(0, -1)) / 1_000 : Number(text);
}

async function startInstance(
  host: Host,
  {
    version,
    port,
    env,
    onLine,
  }: {
    readonly version: string;
    readonly port: number;
    readonly env: Readonly<Record<string, string>>;
    readonly onLine: (line: string) => void;
  },
): Promise<RunningProcess> {
  const ready = Promise.withResolvers<void>();
  const started = host.processes.start({
    file: process.execPath,
    args: ['--max-old-space-size=128', 'server.js'],
    cwd: version,
    env: { ...env, PORT: String(port), NODE_ENV: 'production' },
    onLine: (line) => (line === 'ready' ? ready.resolve() : onLine(line)),
  });
  const ended = started.exited.then(() => {
    throw new Error(`the shop did not start: ${started.output()}`);
  });
  ended.catch(() => undefined);
  const late = AbortSignal.timeout(START_LIMIT_MS);
  late.addEventListener('abort', () => ready.reject(new Error('the shop started too slowly')));
  await Promise.race([ready.promise, ended]);
  return started;
}
