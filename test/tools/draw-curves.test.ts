import { expect, test } from 'vitest';
import { drawCurves } from '../../tools/load-picture/draw-curves.ts';

const curve = (points: readonly (readonly [number, number])[]) => ({
  title: 'a load',
  color: '#000000',
  points,
});

/** Where the points of a curve lie. */
function places(svg: string): readonly (readonly [x: number, y: number])[] {
  const [, text = ''] = /<polyline[^>]* points="([^"]*)"/.exec(svg) ?? [];
  return text.split(' ').map((pair) => pair.split(',').map(Number) as [number, number]);
}

test('each nine more, and each factor of ten, is one step further', () => {
  const at = places(
    drawCurves('t', [
      curve([
        [0, 0.1],
        [90, 1],
        [99, 10],
        [99.9, 100],
      ]),
    ]),
  );
  const steps = at
    .slice(1)
    .map(([x, y], index) => [x - (at[index]?.[0] ?? 0), y - (at[index]?.[1] ?? 0)]);
  for (const [right, up] of steps) {
    expect(right).toBeCloseTo(steps[0]?.[0] ?? 0, 0);
    expect(up).toBeCloseTo(steps[0]?.[1] ?? 0, 0);
    expect(right).toBeGreaterThan(0);
    expect(up).toBeLessThan(0);
  }
});

test('the axes are the same whatever was measured, and nothing is drawn beyond them', () => {
  const axes = (svg: string) => svg.replace(/<polyline[^>]*>/g, '');
  const quick = drawCurves('t', [
    curve([
      [0, 0.1],
      [50, 0.2],
    ]),
  ]);
  const slow = drawCurves('t', [
    curve([
      [0, 0.001],
      [100, 60_000],
    ]),
  ]);
  expect(axes(slow)).toBe(axes(quick));
  const [first, last] = places(slow);
  expect(first).toEqual(places(quick)[0]);
  expect(last?.[0]).toBe(736);
  expect(last?.[1]).toBe(72);
});
