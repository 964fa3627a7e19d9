import type { KubernetesSettings } from '../../../model/scenario/kubernetes-settings.ts';
import type { K6Scenario } from '../../../model/scenario/scenario.ts';
import type { K6ScriptFiles } from './collect-k6-script-files.ts';

export interface ManifestInput {
  /** Name of both objects: a DNS label short enough for the suffixes that the operator adds. */
  readonly name: string;
  readonly scenario: Pick<K6Scenario, 'shards'>;
  readonly settings: KubernetesSettings;
  readonly image: string;
  readonly env: Readonly<Record<string, string>>;
  readonly script: K6ScriptFiles;
}

export interface Manifests {
  readonly configMap: object;
  readonly testRun: object;
}

/** Folder at which the operator mounts a script. */
const SCRIPT_FOLDER = '/test';
const RESULTS_FOLDER = '/results';
/** Variable with the pod's own name: runners that share a volume must write to different files. */
const POD_NAME = {
  name: 'POD_NAME',
  valueFrom: { fieldRef: { fieldPath: 'metadata.name' } },
} as const;

/** ConfigMap and TestRun (k6.io/v1alpha1, k6-operator 1.6). The same parts give the same objects. */
export function createManifests(parts: ManifestInput): Manifests {
  const { name, scenario, settings, image, env, script } = parts;
  const metadata = { name, labels: { 'app.kubernetes.io/managed-by': 'perf-harness' } };
  const keys = script.files.map(({ path }, index) => ({ key: keyOf(path, index), path }));
  const isFlat = keys.every(({ key, path }) => key === path);
  const volumes = [
    ...(isFlat ? [] : [{ name: 'script', configMap: { name, items: keys } }]),
    ...(settings.results === null
      ? []
      : [{ name: 'results', persistentVolumeClaim: { claimName: settings.results } }]),
  ];
  const mounts = volumes.map((volume) =>
    volume.name === 'script'
      ? { name: 'script', mountPath: SCRIPT_FOLDER, readOnly: true }
      : { name: 'results', mountPath: RESULTS_FOLDER },
  );
  return {
    configMap: { apiVersion: 'v1', kind: 'ConfigMap', metadata, ...dataOf(script, keys) },
    testRun: {
      apiVersion: 'k6.io/v1alpha1',
      kind: 'TestRun',
      metadata,
      spec: {
        parallelism: scenario.shards ?? 1,
        script: isFlat
          ? { configMap: { name, file: script.main } }
          : { localFile: `${SCRIPT_FOLDER}/${script.main}` },
        args: argumentsOf(settings),
        ...(settings.separate && { separate: true }),
        ...(settings.cleanup && { cleanup: 'post' }),
        runner: {
          image,
          env: [...variables(env), ...(settings.results === null ? [] : [POD_NAME])],
          ...resourcesOf(settings),
          ...(volumes.length > 0 && { volumes, volumeMounts: mounts }),
        },
      },
    },
  };
}

/** Disables thresholds: each runner sees only its share; limits are evaluated over all runners. */
function argumentsOf({ results, args }: KubernetesSettings): readonly string[] {
  const output = `json=${RESULTS_FOLDER}/$(POD_NAME).json.gz`;
  return ['--no-thresholds', ...(results === null ? [] : ['--out', output]), ...args];
}

/** Kubernetes would expand `$(name)` in a value as another variable. */
function variables(env: Readonly<Record<string, string>>): readonly object[] {
  return Object.entries(env)
    .toSorted(([name], [other]) => (name < other ? -1 : 1))
    .map(([name, value]) => ({ name, value: value.replaceAll('$(', () => '$$(') }));
}

function resourcesOf({ requests, limits }: KubernetesSettings): object {
  const named = {
    ...(Object.keys(requests).length > 0 && { requests }),
    ...(Object.keys(limits).length > 0 && { limits }),
  };
  return Object.keys(named).length > 0 ? { resources: named } : {};
}

/** ConfigMap keys must not contain slashes: a path that is no valid key gets a generated key. */
function keyOf(path: string, index: number): string {
  if (/^[-._a-zA-Z0-9]+$/.test(path)) return path;
  return `${index}-${path.replace(/^.*\//, '').replace(/[^-._a-zA-Z0-9]/g, '_')}`;
}

function dataOf(
  { files }: K6ScriptFiles,
  keys: readonly { readonly key: string }[],
): { readonly data?: object; readonly binaryData?: object } {
  const [data, binaryData]: Record<string, string>[] = [{}, {}];
  files.forEach(({ bytes }, index) => {
    const key = keys[index]?.key ?? '';
    const text = textOf(bytes);
    if (text !== null && data !== undefined) data[key] = text;
    else if (binaryData !== undefined) binaryData[key] = Buffer.from(bytes).toString('base64');
  });
  return {
    ...(Object.keys(data ?? {}).length > 0 && { data }),
    ...(Object.keys(binaryData ?? {}).length > 0 && { binaryData }),
  };
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
