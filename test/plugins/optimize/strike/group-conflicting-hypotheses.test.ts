import { describe, expect, it, test } from 'vitest';
import { triage } from '../../../../plugins/optimize/strike/group-conflicting-hypotheses.ts';
import {
  dependentsOf,
  orderByDependencies,
} from '../../../../plugins/optimize/strike/hypothesis-dependency-order.ts';

const change = (id: string, conflicts: readonly string[] = [], needs: readonly string[] = []) => ({
  id,
  conflicts_with: conflicts,
  dependencies: needs,
});
const ids = (some: readonly { readonly id: string }[]): string =>
  some.map(({ id }) => id).join('+');
const shown = (given: Parameters<typeof triage>[0]) => {
  const { uncontested, groups } = triage(given);
  return {
    uncontested: ids(uncontested),
    groups: groups.map(({ alternatives }) => alternatives.map(ids)),
  };
};

describe('the triage of hypotheses', () => {
  it('X814-04: groups H1 and H3 that conflict, and leaves H2 uncontested', () => {
    expect(shown([change('H1', ['H3']), change('H2'), change('H3')])).toEqual({
      uncontested: 'H2',
      groups: [['H1', 'H3']],
    });
  });

  it('X814-04: groups three hypotheses that all conflict as three alternatives', () => {
    const given = [change('H1', ['H2', 'H3']), change('H2', ['H3']), change('H3')];
    expect(shown(given).groups).toEqual([['H1', 'H2', 'H3']]);
  });

  test('combines compatible hypotheses of a chain into one alternative', () => {
    const given = [change('H1', ['H2']), change('H2', ['H3']), change('H3')];
    expect(shown(given).groups).toEqual([['H1+H3', 'H2']]);
  });

  test('keeps two unrelated groups apart', () => {
    const given = [change('H1', ['H4']), change('H2', ['H3']), change('H3'), change('H4')];
    expect(shown(given).groups).toEqual([
      ['H1', 'H4'],
      ['H2', 'H3'],
    ]);
  });

  test('lets a hypothesis compete together with the contested hypothesis that it needs', () => {
    const given = [change('H1', ['H2']), change('H2'), change('H3', [], ['H1']), change('H4')];
    expect(shown(given)).toEqual({ uncontested: 'H4', groups: [['H1+H3', 'H2']] });
  });

  test('ignores a conflict with a missing hypothesis, or with itself', () => {
    expect(shown([change('H1', ['H9', 'H1'])])).toEqual({ uncontested: 'H1', groups: [] });
  });
});

describe('dependencies', () => {
  it('X814-05: are applied first, and nothing else moves', () => {
    const given = [change('H1', [], ['H3']), change('H2'), change('H3'), change('H4')];
    expect(ids(orderByDependencies(given).ordered)).toBe('H2+H3+H1+H4');
  });

  it('X814-14: take along what needs them when they are removed', () => {
    const given = [change('H1'), change('H2', [], ['H1']), change('H3', [], ['H2']), change('H4')];
    expect(dependentsOf('H1', given)).toEqual(['H2', 'H3']);
    expect(dependentsOf('H4', given)).toEqual([]);
  });

  test('prevent a hypothesis when they are circular or missing', () => {
    const given = [
      change('H1', [], ['H2']),
      change('H2', [], ['H1']),
      change('H3', [], ['H9']),
      change('H4'),
    ];
    const { ordered, orphans } = orderByDependencies(given);
    expect(ids(ordered)).toBe('H4');
    expect(orphans).toEqual([
      { id: 'H1', needs: 'H2' },
      { id: 'H2', needs: 'H1' },
      { id: 'H3', needs: 'H9' },
    ]);
  });
});
