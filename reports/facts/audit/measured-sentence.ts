import type { AuditScenario } from '../../../harness/model/documents/audit-measured.ts';
import { plural } from '../../text/plural.ts';
import { printable } from '../../text/printable.ts';

/** How many findings a scenario said what of; null: none was run. */
export function measuredSentence(scenario: AuditScenario | undefined): string | null {
  if (scenario === undefined) return null;
  const { name, unit, requests, measured, not_reached, not_decided, dismissed } = scenario;
  const said = [
    [measured, 'measured'],
    [dismissed, 'dismissed by it'],
    [not_reached, 'not on any path that it takes'],
    [not_decided, 'not decided'],
  ] as const;
  const told = said.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  const seen = told.length === 0 ? 'it says nothing of the findings' : told.join(', ');
  return `Held against ${printable(name)}, ${plural(requests, unit)}: ${seen}.`;
}
