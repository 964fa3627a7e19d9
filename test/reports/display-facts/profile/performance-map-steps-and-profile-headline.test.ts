import { describe, expect, test } from 'vitest';
import type {
  PerformanceMap,
  Step,
} from '../../../../harness/model/documents/performance-map-document.ts';
import { mapFacts } from '../../../../reports/display-facts/profile/performance-map-display-data.ts';
import { profileView } from '../../../../reports/views/profile/profile-view.ts';
import { goldenDocuments } from '../../../../tools/golden/golden-documents.ts';

type MappedProfile = 'profile-map' | 'profile-map-blocked' | 'profile-map-quiet';

function mapOf(name: MappedProfile): PerformanceMap {
  const { map } = goldenDocuments()[name];
  if (map === undefined) throw new Error(name);
  return map;
}

/** Returns the headline, and the sentence on the hottest function if it is not the headline. */
function sentencesOf(name: MappedProfile) {
  const { headline, blocks } = profileView(goldenDocuments()[name]);
  const sentence = blocks.find((block) => block.type === 'text' && block.tone === 'strong');
  return { headline, busySentence: sentence?.type === 'text' ? sentence.text : null };
}

const MAP = mapOf('profile-map');
const [ROOT_STEP] = MAP.steps;
if (ROOT_STEP === undefined) throw new Error('the map has steps');

/** A step as large as the operation. */
function stepOf(changes: Partial<Step>): Step {
  return {
    ...(ROOT_STEP as Step),
    wall_time_ms: MAP.baseline.wall_time_ms,
    time_share_pct: 100,
    children: [],
    ...changes,
  };
}

describe('the list of steps', () => {
  test('has callers before what they call, the heaviest first, wherever the map has them', () => {
    const steps = MAP.steps.toReversed();
    const names = mapFacts({ ...MAP, steps }, 'x').steps.map(({ name, depth }) => [depth, name]);
    expect(names.map(([depth]) => depth)).toEqual([0, 1, 2, 2, 2, 1, 0]);
    expect(names[0]?.[1]).toBe('listOrders');
    expect(names.at(-1)?.[1]).toBe('unobserved wait');
  });

  test('leaves steps below one per cent, and beyond five levels, to the JSON report', () => {
    const small = stepOf({ time_share_pct: 0.99, function: 'small' });
    const nest = (levels: number): Step =>
      stepOf({
        function: `level ${8 - levels}`,
        children: levels === 0 ? [] : [nest(levels - 1)],
      });
    const { steps } = mapFacts({ ...MAP, steps: [small, nest(7)] }, 'x');
    expect(steps.map(({ name }) => name)).toEqual([1, 2, 3, 4, 5].map((at) => `level ${at}`));
  });

  test('P811-15: restarts the count of levels in another service, below the request to it', () => {
    const nest = (level: number): Step =>
      stepOf({
        function: `level ${level}`,
        // The fifth step is a request: the service that answers it has five levels of its own.
        type: level === 5 ? 'http_call' : 'function_call',
        children: level === 12 ? [] : [nest(level + 1)],
      });
    const { steps } = mapFacts({ ...MAP, steps: [nest(1)] }, 'x');
    expect(steps.map(({ name }) => name).at(-1)).toBe('level 10');
    expect(steps.map(({ depth }) => depth)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('places steps next to each other inside of their callers, and none beyond the end', () => {
    const [first, second, third] = mapFacts(MAP, 'x').steps;
    expect(first?.from).toBe(0);
    expect(second?.from).toBe(first?.from);
    expect(third?.to).toBeLessThanOrEqual(second?.to ?? 0);
    // Two steps that each claim the whole operation share the width.
    for (const steps of [MAP.steps, [...MAP.steps, stepOf({})]]) {
      for (const { from, to } of mapFacts({ ...MAP, steps }, 'x').steps) {
        expect(from).toBeLessThanOrEqual(to);
        expect(to).toBeLessThanOrEqual(1);
      }
    }
  });

  test('names how often something is waited for, unless it is once or was not counted', () => {
    const names = mapFacts(MAP, 'x').steps.map(({ name }) => name);
    expect(names).toContain('20× SELECT * FROM items WHERE order_id = $?');
    expect(names).toContain('SELECT * FROM orders WHERE customer_id = $? LIMIT $?');
    const [half] = mapFacts({ ...MAP, steps: [stepOf({ calls: 0.5 })] }, 'x').steps;
    expect(half?.name).toBe('0.5× listOrders');
  });

  test('draws the steps of a map without any time as nothing', () => {
    const steps = [stepOf({ wall_time_ms: 0, self_time_ms: 0 })];
    const empty = { ...MAP, steps, baseline: { wall_time_ms: 0 } };
    expect(mapFacts(empty, 'x').steps[0]).toMatchObject({ from: 0, to: 0, time: '0 ns' });
  });

  test('names places in packages from the name of the package on', () => {
    const location = '/srv/shop/node_modules/.pnpm/pg@8/node_modules/pg/lib/client.js:526';
    const [step] = mapFacts({ ...MAP, steps: [stepOf({ location })] }, 'x').steps;
    expect(step?.place).toBe('pg/lib/client.js:526');
  });
});

describe('the headline of a profile', () => {
  test('is the first bottleneck, with its place and its share of an operation', () => {
    const { headline, busySentence } = sentencesOf('profile-map');
    expect(headline.sentence).toBe(
      'loadOrders (src/orders.js:4) waits 18 ms for SELECT * FROM items WHERE order_id = $?, 20 times per operation, one after the other: 74 % of the 24.1 ms that an operation of `list orders` takes.',
    );
    expect(busySentence).toContain('renderOrders (src/render.js:7) takes 47 %');
  });

  test('is the hottest function when the map has no bottleneck', () => {
    const { headline, busySentence } = sentencesOf('profile-map-quiet');
    expect(headline.sentence).toContain('renderOrders (src/render.js:7) takes 47 %');
    expect(headline.sentence).toMatch(/, based on an incomplete profile\.$/);
    expect(busySentence).toBeNull();
  });

  test('keeps the sentence of a bottleneck that has no place, or starts differently', () => {
    const [first] = MAP.top_bottlenecks;
    if (first === undefined) throw new Error('there are bottlenecks');
    const sentenceOf = (changes: Partial<typeof first>): string | null =>
      mapFacts({ ...MAP, top_bottlenecks: [{ ...first, ...changes }] }, 'x').sentence;
    expect(sentenceOf({ location: null, detail: 'loadOrders waits.' })).toMatch(
      /^loadOrders waits: 74 % of the 24\.1 ms/,
    );
    expect(sentenceOf({ detail: 'It waits.' })).toMatch(/^It waits: 74 %/);
  });

  test('comes with advice on who acts next: LEAD-30', () => {
    expect(mapFacts(MAP, 'x').advice).toMatch(/^Root cause: /);
    expect(mapFacts(mapOf('profile-map-quiet'), 'x').advice).toBeNull();
  });
});

test('a map only counts dismissed suspicions', () => {
  const { confirmed, dismissed, dismissedText } = mapFacts(MAP, 'x');
  expect(confirmed.map(({ place, share }) => [place, share])).toEqual([
    ['src/orders.js:4', '74 %'],
  ]);
  expect(dismissed).toHaveLength(1);
  expect(dismissedText).toBe(
    '1 hypothesis was dismissed, because measurements did not confirm it.',
  );
  const twice = { ...MAP, suspicion_stack: [...MAP.suspicion_stack, ...MAP.suspicion_stack] };
  expect(mapFacts(twice, 'x').dismissedText).toMatch(/^2 hypotheses were dismissed/);
  expect(mapFacts({ ...MAP, suspicion_stack: [] }, 'x').dismissedText).toBeNull();
});

describe('the Wrong Tool Gate of a map', () => {
  test('is one line, with what it advises', () => {
    expect(mapFacts(MAP, 'x').gate.line).toBe('Wrong Tool Gate: PROCEED');
    const { verdict, line, details } = mapFacts(mapOf('profile-map-blocked'), 'x').gate;
    expect(verdict).toBe('BLOCK');
    expect(line).toMatch(/^Wrong Tool Gate: BLOCK\. Bottleneck is infrastructure .* above 20 %\.$/);
    expect(details).toEqual([
      'infrastructure_bound: The busiest disk had work for 97 % of the time.',
    ]);
  });

  test('names who waived a BLOCK, and why', () => {
    const blocked = mapOf('profile-map-blocked');
    const waiver = { reason: 'the disk is replaced', at: '2026-01-02T03:04:05Z', by: 'Ada' };
    if (blocked.wrong_tool === null) throw new Error('it is judged');
    const judged = { ...blocked.wrong_tool, verdict: 'WAIVED', waiver } as const;
    const { line, details } = mapFacts({ ...blocked, wrong_tool: judged }, 'x').gate;
    expect(line).toMatch(/^Wrong Tool Gate: WAIVED\./);
    expect(details.at(-1)).toContain('waived by Ada');
    expect(details.at(-1)).toContain('the disk is replaced');
  });

  test('reports that it could not judge, and no verdict', () => {
    const { verdict, line } = mapFacts(mapOf('profile-map-quiet'), 'x').gate;
    expect(verdict).toBeNull();
    expect(line).toContain('load generator');
  });
});

test('a map shows names without their control characters', () => {
  const steps = [stepOf({ function: 'a\u001b[31mb\u202ec', location: 'x\u0007.js:1' })];
  const [step] = mapFacts({ ...MAP, steps }, 'x').steps;
  expect(`${step?.name}${step?.place}`).not.toMatch(/\p{C}/u);
});
