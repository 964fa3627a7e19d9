import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import {
  createManifests,
  type ManifestInput,
} from '../../../../../harness/executors/k6/cluster/kubernetes-manifests.ts';
import { formatKubernetesName } from '../../../../../harness/executors/k6/cluster/write-k6-kubernetes-manifests.ts';
import type { KubernetesSettings } from '../../../../../harness/model/scenario/kubernetes-settings.ts';
import { validateK6OperatorTestRun } from '../../../../support/validate-k6-operator-test-run.ts';

const SETTINGS: KubernetesSettings = {
  baseUrl: 'http://shop.example',
  image: null,
  separate: false,
  cleanup: false,
  requests: {},
  limits: {},
  results: null,
  args: [],
};

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const PLAIN: ManifestInput = {
  name: 'checkout',
  scenario: {},
  settings: SETTINGS,
  image: 'grafana/k6:2.2.0',
  env: { BASE_URL: 'http://shop.example', K6_NO_USAGE_REPORT: 'true' },
  script: {
    main: 'checkout.js',
    files: [{ path: 'checkout.js', bytes: bytes("import http from 'k6/http';\n") }],
  },
};

const FULL: ManifestInput = {
  ...PLAIN,
  scenario: { shards: 4 },
  settings: {
    ...SETTINGS,
    separate: true,
    cleanup: true,
    requests: { cpu: '500m', memory: '256Mi' },
    limits: { memory: '1Gi' },
    results: 'k6-results',
    args: ['--tag', 'team=shop front'],
  },
  env: { ...PLAIN.env, PRICE: '$(cheap)' },
  script: {
    main: 'load/check out.js',
    files: [
      { path: 'data/logo.png', bytes: new Uint8Array([0, 255, 1]) },
      { path: 'data/users.json', bytes: bytes('[{"name":"Zoë"}]\n') },
      { path: 'load/check out.js', bytes: bytes("import '../load/steps.js';\n") },
      { path: 'load/steps.js', bytes: bytes('export const steps = 3;\n') },
    ],
  },
};

describe('manifests for k6-operator', () => {
  it.each([
    ['plain', PLAIN],
    ['full', FULL],
  ])(
    'match the reviewed files of a %s scenario and the schema of the operator',
    async (name, parts) => {
      const { configMap, testRun } = createManifests(parts);
      expect(validateK6OperatorTestRun(testRun)).toEqual([]);
      const text = [configMap, testRun].map((manifest) => stringify(manifest)).join('---\n');
      await expect(text).toMatchFileSnapshot(`golden/${name}.yaml`);
      expect(createManifests(parts)).toEqual({ configMap, testRun });
    },
  );

  it('put each file under a unique key that a ConfigMap accepts', () => {
    const paths = ['a/x.js', 'b/x.js', 'ä.js', 'plain.js'];
    const files = paths.map((path) => ({ path, bytes: bytes(path) }));
    const { configMap } = createManifests({ ...PLAIN, script: { main: 'a/x.js', files } });
    const keys = Object.keys((configMap as { data: object }).data);
    expect(new Set(keys).size).toBe(4);
    for (const key of keys) expect(key).toMatch(/^[-._a-zA-Z0-9]+$/);
  });
});

describe('validation of TestRun', () => {
  const { testRun } = createManifests(FULL);
  const spec = (testRun as { spec: Record<string, unknown> }).spec;

  it.each([
    ['a misspelt field', { ...spec, paralelism: 2 }, 'paralelism'],
    ['a value that is none', { ...spec, cleanup: 'pre' }, '/spec/cleanup'],
    ['a misspelt field of a runner', { ...spec, runner: { imge: 'x' } }, 'imge'],
    ['a field that is missing', { ...spec, parallelism: undefined }, 'parallelism'],
    ['a number in words', { ...spec, parallelism: 'two' }, '/spec/parallelism'],
  ])('names %s', (_, wrong, says) => {
    const object = JSON.parse(JSON.stringify({ ...testRun, spec: wrong }));
    expect(validateK6OperatorTestRun(object).join('\n')).toContain(says);
  });
});

describe('name of a scenario in a cluster', () => {
  it.each([
    ['Check out!', 'check-out'],
    ['load {users=3}', 'load-users-3'],
    ['3 users', 'k6-3-users'],
    ['Größe', 'gro-e'],
    ['§', 'k6'],
  ])('is for "%s" %s', (name, expected) => {
    expect(formatKubernetesName(name)).toBe(expected);
  });

  it('is short enough for the suffix of the operator, and still unique', () => {
    const [firstName, other] = ['a', 'b'].map((end) =>
      formatKubernetesName(`${'very long '.repeat(10)}${end}`),
    );
    expect(firstName).not.toBe(other);
    for (const name of [firstName, other]) expect(name).toMatch(/^[a-z][a-z0-9-]{1,38}[a-z0-9]$/);
  });
});
