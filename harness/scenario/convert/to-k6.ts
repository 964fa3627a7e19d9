import { dirname, resolve } from 'node:path';
import type { KubernetesSettings } from '../../model/scenario/kubernetes-settings.ts';
import type { K6Scenario, ScenarioBase } from '../../model/scenario/scenario.ts';
import type { ReadK6 } from '../schema/definition-schema.ts';
import type { Filler } from './fill-placeholders.ts';
import { type ServedParts, toServer } from './to-server.ts';

/** A script may take long; k6 itself says how long, and is given a little more. */
const DEFAULT_SCRIPT_MS = 3_600_000;

/** What is a k6 scenario's own. */
export function k6Settings(
  read: ReadK6,
  fill: Filler,
  parts: ServedParts,
): Omit<K6Scenario, Exclude<keyof ScenarioBase, 'timeoutMs'>> {
  const { source, common, context } = parts;
  const folder = source.file === null ? common.cwd : dirname(source.file);
  return {
    kind: 'k6',
    server: read.server === undefined ? null : toServer(read.server, fill, parts),
    script: resolve(folder, fill.text(read.k6.script, 'k6.script')),
    load: {
      vus: read.k6.vus,
      iterations: read.k6.iterations,
      durationMs: read.k6.duration,
    },
    ...(read.k6.shards === undefined ? {} : { shards: read.k6.shards }),
    ...(read.k6.kubernetes === undefined ? {} : { kubernetes: kubernetes(read.k6.kubernetes) }),
    hosts: read.k6.hosts ?? [],
    allowRemote: context.allowRemote,
    k6Path: context.k6Path ?? null,
    timeoutMs: parts.timeout(DEFAULT_SCRIPT_MS),
  };
}

function kubernetes(read: NonNullable<ReadK6['k6']['kubernetes']>): KubernetesSettings {
  return {
    baseUrl: read.baseUrl ?? null,
    image: read.image ?? null,
    separate: read.separate ?? false,
    cleanup: read.cleanup ?? false,
    requests: read.requests ?? {},
    limits: read.limits ?? {},
    results: read.results ?? null,
    args: read.args ?? [],
  };
}
