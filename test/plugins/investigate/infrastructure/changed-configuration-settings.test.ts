import { describe, expect, test } from 'vitest';
import { judgeSetting } from '../../../../plugins/investigate/infrastructure/assess-configuration-setting-change.ts';
import { findChangedSettings } from '../../../../plugins/investigate/infrastructure/changed-configuration-settings.ts';

const NOW = { at: null, commit: null, deployment: null };

async function changes(file: string, before: string | null, after: string | null) {
  const found = await findChangedSettings({ file, before, after }, NOW);
  return found.map(
    ({ title, direction, line }) => `${line ?? '-'} ${title.split(' (')[0]} ${direction}`,
  );
}

describe('direction of settings (INV-29)', () => {
  test.each([
    ['db.pool.max', '50', '20', 'worse'],
    ['db.pool.max', '20', '50', 'neutral'],
    ['DB_POOL_SIZE', '50', '20', 'worse'],
    ['database.connectionLimit', '100', '10', 'worse'],
    ['cache.ttl', '10m', '1m', 'worse'],
    ['cache.ttl', '600', '60', 'worse'],
    ['cache.ttl', '1m', '10m', 'neutral'],
    // From 90 seconds to one minute is a decrease; units count, not just numbers.
    ['cache.ttl', '90s', '1m', 'worse'],
    ['cache.ttl', '1m', '90s', 'neutral'],
    ['cache.enabled', 'true', 'false', 'worse'],
    ['http.timeout', '30s', '60s', 'hides'],
    ['http.timeout', '60s', '30s', 'neutral'],
    ['client.retries', '1', '5', 'worse'],
    ['spec.replicas', '6', '2', 'worse'],
    ['resources.limits.cpu', '2', '500m', 'worse'],
    ['resources.limits.cpu', '1', '80m', 'worse'],
    ['resources.limits.cpu', '80m', '0.5', 'neutral'],
    ['resources.limits.memory', '1Gi', '512Mi', 'worse'],
    ['resources.limits.memory', '512Mi', '1Gi', 'neutral'],
    ['spec.maxReplicas', '10', '4', 'worse'],
    ['spec.maxReplicas', '4', '10', 'neutral'],
    ['spec.minReplicas', '3', '1', 'worse'],
    ['spec.targetCPUUtilizationPercentage', '70', '90', 'worse'],
    ['spec.targetCPUUtilizationPercentage', '90', '70', 'neutral'],
    ['spec.metrics.cpu.resource.target.averageUtilization', '60', '85', 'worse'],
    ['spec.metrics.cpu.resource.target.averageValue', '500m', '900m', 'worse'],
    ['spec.behavior.scaleUp.stabilizationWindowSeconds', '0', '600', 'worse'],
    ['spec.behavior.scaleDown.stabilizationWindowSeconds', '0', '600', 'neutral'],
    ['spec.behavior.scaleUp.policies.0.value', '4', '1', 'worse'],
    ['log_level', 'info', 'debug', 'worse'],
    ['banner.text', 'summer', 'winter', 'neutral'],
  ])('judges %s from %s to %s as %s', (path, before, after, direction) => {
    expect(judgeSetting(path, before, after).direction).toBe(direction);
  });
});

describe('structural comparison of configurations (INV-28)', () => {
  test('compares YAML by the path to each value, with its line, ignoring order and comments', async () => {
    const before = '# old\ndb:\n  pool:\n    max: 50\n  host: a\nx: 1\n';
    const after = 'x: 1\ndb:\n  host: a # the same\n  pool:\n    max: 20\n';
    expect(await changes('app.yml', before, after)).toEqual(['5 db.pool.max: 50 → 20 worse']);
  });

  test('compares Kubernetes manifests by kind and name, and lists by the names of their items', async () => {
    const manifest = (cpu: string, replicas: number): string =>
      `kind: Service\nmetadata: {name: shop}\n---\nkind: Deployment\nmetadata: {name: shop}\nspec:\n  replicas: ${replicas}\n  containers:\n    - name: web\n      resources: {limits: {cpu: ${cpu}}}\n`;
    expect(await changes('k8s.yaml', manifest('2', 6), manifest('500m', 2))).toEqual([
      '7 Deployment/shop.spec.replicas: 6 → 2 worse',
      '10 Deployment/shop.spec.containers.web.resources.limits.cpu: 2 → 500m worse',
    ]);
  });

  test('INV-27: compares targets of an autoscaler by resource, whatever their order', async () => {
    const scaler = (max: number, metrics: string): string =>
      `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: shop}\nspec:\n  maxReplicas: ${max}\n  metrics:\n${metrics}`;
    const of = (resource: string, target: number): string =>
      `    - {type: Resource, resource: {name: ${resource}, target: {type: Utilization, averageUtilization: ${target}}}}\n`;
    const before = scaler(10, of('cpu', 70) + of('memory', 80));
    const after = scaler(4, of('memory', 80) + of('cpu', 90));
    expect(await changes('hpa.yml', before, after)).toEqual([
      '5 spec.maxReplicas: 10 → 4 worse',
      '8 spec.metrics.cpu.resource.target.averageUtilization: 70 → 90 worse',
    ]);
  });

  test('reads JSON, TOML and files of variables', async () => {
    expect(await changes('a.json', '{"pool":{"max":9}}', '{"pool":{"max":5}}')).toEqual([
      '1 pool.max: 9 → 5 worse',
    ]);
    expect(await changes('a.toml', '[pool]\nmax = 9', '[pool]\nmax = 5')).toEqual([
      '- pool.max: 9 → 5 worse',
    ]);
    expect(await changes('.env', 'export POOL_MAX="9"\n#x\n', 'POOL_MAX=5\n')).toEqual([
      '1 POOL_MAX: 9 → 5 worse',
    ]);
  });

  test('reports all values of a file that was added or removed', async () => {
    expect(await changes('a.yml', null, 'replicas: 2\n')).toEqual([
      '1 replicas: not set → 2 neutral',
    ]);
  });

  test('reports no secrets', async () => {
    const found = await findChangedSettings(
      {
        file: 'a.yml',
        before: 'db:\n  password: hunter2\n  url: postgres://shop:hunter2@db/shop\napiKey: k1\n',
        after: 'db:\n  password: hunter3\n  url: postgres://shop:hunter3@db2/shop\napiKey: k2\n',
      },
      NOW,
    );
    expect(JSON.stringify(found)).not.toMatch(/hunter|k1|k2/u);
    expect(found.map(({ title }) => title)).toEqual([
      'db.url: postgres://(secret)@db/shop → postgres://(secret)@db2/shop',
    ]);
  });

  test('finishes at once for YAML with multiplying aliases', async () => {
    const levels = Array.from({ length: 9 }, (_, level) => {
      const of = level === 0 ? '"x"' : `*a${level - 1}`;
      return `a${level}: &a${level} [${Array(9).fill(of).join(',')}]`;
    });
    const found = await findChangedSettings(
      { file: 'a.yml', before: '', after: levels.join('\n') },
      NOW,
    );
    expect(found.length).toBeLessThan(100);
  });

  test('rejects invalid YAML with a reason', async () => {
    await expect(
      findChangedSettings({ file: 'a.yml', before: '', after: 'a: [1\nb: }' }, NOW),
    ).rejects.toThrow(/./u);
  });
});
