import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Host } from '../../../host.ts';
import {
  describeRemoteProblem,
  findScriptAddresses,
  isLoadAllowed,
  isLoopback,
} from '../../../model/scenario/allowed-remote-hosts.ts';
import type { KubernetesSettings } from '../../../model/scenario/kubernetes-settings.ts';
import type { K6Scenario } from '../../../model/scenario/scenario.ts';
import { UserError } from '../../../model/user-error.ts';
import type { K6 } from '../find-k6.ts';
import { createScriptVariables } from '../inspect-k6-script.ts';
import { collectK6ScriptFiles, type K6ScriptFiles } from './collect-k6-script-files.ts';
import { createManifests } from './kubernetes-manifests.ts';

export interface WrittenManifests {
  readonly name: string;
  /** Absolute, in the order in which they are applied. */
  readonly paths: readonly string[];
  /** Hosts that receive the load, as far as they can be read from the script. */
  readonly targets: readonly string[];
  readonly isCleanedUp: boolean;
}

/** Size limit of a ConfigMap, bytes (core/v1, MaxSecretSize). */
const MOST_BYTES = 1_048_576;
/** Characters of a name: the operator adds `-service-12` and more, and a label has 63. */
const NAME_LENGTH = 40;
const MARK_LENGTH = 6;

/** Default Kubernetes settings. */
const NOTHING_SAID: KubernetesSettings = {
  baseUrl: null,
  image: null,
  separate: false,
  cleanup: false,
  requests: {},
  limits: {},
  results: null,
  args: [],
};

export async function writeManifests(
  host: Host,
  k6: K6,
  scenario: K6Scenario,
  folder: string,
): Promise<WrittenManifests> {
  const settings = scenario.kubernetes ?? NOTHING_SAID;
  refuseLocal(scenario, settings);
  const { baseUrl } = settings;
  const { PERF_HARNESS_SHARD, PERF_HARNESS_SHARDS, ...own } = createScriptVariables(scenario, null);
  const env = { ...own, ...(baseUrl !== null && { BASE_URL: baseUrl }) };
  const script = await collectK6ScriptFiles(host, k6, scenario, env);
  const targets = targetsOf(scenario, env, script);
  refuseLarge(scenario, script);
  const name = formatKubernetesName(scenario.name);
  const image = settings.image ?? `grafana/k6:${k6.version}`;
  const { configMap, testRun } = createManifests({ name, scenario, settings, image, env, script });
  const files = [
    { path: join(folder, `${name}.configmap.yaml`), object: configMap },
    { path: join(folder, `${name}.testrun.yaml`), object: testRun },
  ];
  for (const { path, object } of files) {
    host.files.writeAtomic(path, stringify(object, { lineWidth: 0, aliasDuplicateObjects: false }));
  }
  return { name, paths: files.map(({ path }) => path), targets, isCleanedUp: settings.cleanup };
}

/** Formats a scenario's name for Kubernetes (RFC 1035); shortened names get a unique suffix. */
export function formatKubernetesName(scenario: string): string {
  const plain = scenario
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  const trimmed = plain
    .replace(/^-+|-+$/g, '')
    .replace(/^(?=\d|$)/, 'k6-')
    .replace(/-$/, '');
  if (trimmed.length <= NAME_LENGTH) return trimmed;
  const mark = createHash('sha256').update(scenario).digest('hex').slice(0, MARK_LENGTH);
  return `${trimmed.slice(0, NAME_LENGTH - MARK_LENGTH - 1).replace(/-+$/, '')}-${mark}`;
}

/** Rejects settings that depend on this machine, which a cluster does not have. */
function refuseLocal(
  { name, server, hosts, env }: K6Scenario,
  { baseUrl }: KubernetesSettings,
): void {
  if (hosts.length > 0) {
    throw new UserError({
      code: 'no-cluster-scenario',
      message: `"${name}" routes ${hosts[0]} to a server on this machine, which the cluster cannot reach.`,
      remedy:
        'Have the script read the server address from BASE_URL, and set that address in k6.kubernetes.baseUrl.',
    });
  }
  if (server !== null && baseUrl === null && env.BASE_URL === undefined) {
    throw new UserError({
      code: 'no-cluster-scenario',
      message: `The server for "${name}" runs on this machine, which the cluster cannot reach.`,
      remedy:
        'Set the server\'s address in the cluster: k6: { script, kubernetes: { baseUrl: "http://…" } }.',
    });
  }
}

function targetsOf(
  { name, allowRemote }: K6Scenario,
  env: Readonly<Record<string, string>>,
  { files }: K6ScriptFiles,
): readonly string[] {
  const base = env.BASE_URL !== undefined && URL.canParse(env.BASE_URL) ? [env.BASE_URL] : [];
  const inFiles = files
    .filter(({ path }) => /\.(?:[cm]?js|ts)$/.test(path))
    .flatMap(({ bytes }) => findScriptAddresses(new TextDecoder().decode(bytes)));
  const told = base.map((url) => new URL(url));
  const [here] = told.filter(({ hostname }) => isLoopback(hostname));
  if (here !== undefined) {
    throw new UserError({
      code: 'no-cluster-scenario',
      message: `BASE_URL of "${name}" is ${here.origin}, which inside a cluster refers to the runner itself.`,
      remedy: 'Set k6.kubernetes.baseUrl to the address of the server in the cluster.',
    });
  }
  // An address of this machine in the text is the script's fallback without BASE_URL.
  const all = [...told, ...inFiles.filter(({ hostname }) => !isLoopback(hostname))];
  if (all.length === 0) {
    throw new UserError({
      code: 'no-cluster-scenario',
      message: `The load target of "${name}" is unknown.`,
      remedy: 'Set k6.kubernetes.baseUrl to the address of the server.',
    });
  }
  const forbidden = all.find((url) => !isLoadAllowed(url, allowRemote));
  if (forbidden !== undefined) {
    throw new UserError({
      code: 'remote-host',
      message: `"${name}" targets ${forbidden.hostname}, but ${describeRemoteProblem(forbidden.hostname)}.`,
    });
  }
  return [...new Set(all.map(({ host }) => host))];
}

function refuseLarge({ name }: K6Scenario, { files }: K6ScriptFiles): void {
  const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
  if (bytes <= MOST_BYTES) return;
  const largest = files.toSorted((file, other) => other.bytes.length - file.bytes.length)[0];
  const mebibytes = (bytes / MOST_BYTES).toFixed(1);
  throw new UserError({
    code: 'script-too-large',
    message: `The script of "${name}" and its files total ${mebibytes} MiB, but a ConfigMap holds at most 1 MiB. The largest file is ${largest?.path}.`,
    remedy:
      'Put large files into the runner image (k6.kubernetes.image) and open them there, or have setup() fetch them.',
  });
}
