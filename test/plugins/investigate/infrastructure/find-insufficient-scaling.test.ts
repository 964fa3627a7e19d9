import { describe, expect, test } from 'vitest';
import {
  type Autoscaler,
  findScalingConcerns,
} from '../../../../plugins/investigate/infrastructure/autoscalers.ts';
import type { ObservedSeries } from '../../../../plugins/investigate/observations/metric-time-series-table.ts';

const START = Date.UTC(2026, 10, 24, 14);
const SHOP: Autoscaler = {
  name: 'shop-scaler',
  scales: 'shop',
  min: 2,
  max: 4,
  cpuTarget: 70,
  file: 'hpa.yml',
  line: 6,
};

/** A value each minute. */
function seriesOf(name: string, labels: string, values: readonly number[]): ObservedSeries {
  return {
    name,
    labels,
    at: values.map((_, minute) => START + 60_000 * minute),
    values: [...values],
  };
}

function cpuFrom40To(after: number) {
  const at = new Date(START).toISOString();
  return [
    {
      name: 'cpu_usage',
      labels: '',
      mechanism: 'cpu' as const,
      before: 40,
      after,
      peak: after,
      at,
      low: at,
      high: at,
    },
  ];
}

const REACHED = [2, 3, 4, 4, 3, 4, 4, 4, 4];

describe('replicas compared with the limit of an autoscaler (INV-27)', () => {
  test('are saturated at the maximum, rather than scaling that was not activated', () => {
    const replicas = seriesOf(
      'kube_deployment_status_replicas_available',
      'deployment=shop',
      REACHED,
    );
    expect(findScalingConcerns([SHOP], [replicas], cpuFrom40To(90))).toEqual([
      'kube_deployment_status_replicas_available (deployment=shop) was at 4 from 14:05 UTC on; this is the maximum set by the autoscaler shop-scaler (hpa.yml:6), so no replicas could be added',
    ]);
  });

  test.each([
    ['never at the most', 'deployment=shop', [2, 3, 3, 3, 3]],
    ['at the most for a moment', 'deployment=shop', [2, 4, 4, 3, 4, 4]],
    ['of something else', 'deployment=search', [4, 4, 4, 4]],
  ])('are not saturated: %s', (_why, labels, values) => {
    const replicas = seriesOf('replicas_ready', labels, values);
    expect(findScalingConcerns([SHOP], [replicas], [])).toEqual([]);
  });

  test('belong to the only autoscaler when their labels name none', () => {
    const replicas = seriesOf('replicas_ready', 'host=web-1', REACHED);
    expect(findScalingConcerns([SHOP], [replicas], [])).toHaveLength(1);
    const other = { ...SHOP, name: 'search-scaler', scales: 'search' };
    expect(findScalingConcerns([SHOP, other], [replicas], [])).toEqual([]);
  });

  test('are not counted from metrics of desired or allowed replicas', () => {
    const names = [
      'kube_hpa_spec_max_replicas',
      'kube_deployment_spec_replicas',
      'desired_replicas',
    ];
    const wished = names.map((name) => seriesOf(name, '', REACHED));
    expect(findScalingConcerns([SHOP], wished, [])).toEqual([]);
  });

  test('are compared with the maximum of an exporter where no manifest is available', () => {
    const labels = 'horizontalpodautoscaler=shop-scaler';
    const [concern] = findScalingConcerns(
      [],
      [
        seriesOf(
          'kube_horizontalpodautoscaler_spec_max_replicas',
          labels,
          REACHED.map(() => 4),
        ),
        seriesOf('kube_horizontalpodautoscaler_status_current_replicas', labels, REACHED),
      ],
      [],
    );
    expect(concern).toContain('the maximum set by kube_horizontalpodautoscaler_spec_max_replicas');
  });

  test('were not scaled when the CPU is above its target with replicas to spare', () => {
    const flat = seriesOf('replicas_ready', 'deployment=shop', [2, 2, 2, 2, 2]);
    expect(findScalingConcerns([SHOP], [flat], cpuFrom40To(90))).toEqual([
      'cpu_usage reached 90 %, above the target of 70 %, but no capacity was added, so autoscaling was not activated',
    ]);
    // Within the tolerance of the target nothing has to be added.
    expect(findScalingConcerns([SHOP], [flat], cpuFrom40To(76))).toEqual([]);
    expect(findScalingConcerns([{ ...SHOP, cpuTarget: null }], [flat], cpuFrom40To(78))).toEqual(
      [],
    );
  });
});
