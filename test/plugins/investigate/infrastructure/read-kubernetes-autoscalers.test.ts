import { describe, expect, test } from 'vitest';
import { readAutoscalers } from '../../../../plugins/investigate/infrastructure/autoscalers.ts';

const KIND = 'kind: HorizontalPodAutoscaler';
const of = (after: string | null, file = 'hpa.yml') => readAutoscalers({ file, after });

describe('an autoscaler of Kubernetes (INV-27)', () => {
  test('of autoscaling/v2 is read with its CPU target', async () => {
    const text = `${KIND}
metadata: {name: shop-scaler}
spec:
  scaleTargetRef: {kind: Deployment, name: shop}
  minReplicas: 3
  maxReplicas: 10
  metrics:
    - {type: Resource, resource: {name: memory, target: {averageUtilization: 80}}}
    - {type: Resource, resource: {name: cpu, target: {averageUtilization: 70}}}
`;
    expect(await of(text)).toEqual([
      {
        name: 'shop-scaler',
        scales: 'shop',
        min: 3,
        max: 10,
        cpuTarget: 70,
        file: 'hpa.yml',
        line: 6,
      },
    ]);
  });

  test('of autoscaling/v1, in JSON, has at least one replica unless it says otherwise', async () => {
    const spec = { maxReplicas: 5, targetCPUUtilizationPercentage: 60 };
    const text = JSON.stringify({ kind: 'HorizontalPodAutoscaler', metadata: { name: 'a' }, spec });
    expect(await of(text, 'hpa.json')).toMatchObject([
      { name: 'a', scales: null, min: 1, max: 5, cpuTarget: 60 },
    ]);
  });

  test('is found among other manifests in one file', async () => {
    const autoscaler = (name: string, max: number): string =>
      `${KIND}\nmetadata: {name: ${name}}\nspec: {maxReplicas: ${max}}\n`;
    const text = [
      'kind: Service\nmetadata: {name: a}\n',
      autoscaler('a', 2),
      autoscaler('b', 3),
    ].join('---\n');
    expect((await of(text)).map(({ name, max }) => [name, max])).toEqual([
      ['a', 2],
      ['b', 3],
    ]);
  });

  test('is ignored where its number is a template, or the file was removed', async () => {
    expect(await of(`${KIND}\nspec: {maxReplicas: "{{ .Values.max }}"}\n`)).toEqual([]);
    expect(await of(null)).toEqual([]);
    expect(await of('kind: Deployment\nspec: {replicas: 2}\n')).toEqual([]);
  });
});
