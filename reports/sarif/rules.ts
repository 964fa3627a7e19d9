import type { AuditFinding } from '../../harness/model/documents/audit-document.ts';
import { printable } from '../text/printable.ts';
import { type SarifMessage, sarifMessage } from './message.ts';

const PAGES = 'https://github.com/perf-harness/perf-harness/blob/main/docs/audit-rules';

/** A rule as viewers tell of it (SARIF 2.1.0, 3.49). */
export interface SarifRule {
  readonly id: string;
  readonly name: string;
  readonly shortDescription: SarifMessage;
  readonly fullDescription: SarifMessage;
  readonly helpUri: string;
  readonly help: { readonly text: string; readonly markdown: string };
  readonly properties: { readonly tags: readonly string[]; readonly check: string };
}

/** The rules of some findings, by id. */
export function sarifRules(findings: readonly AuditFinding[]): readonly SarifRule[] {
  const byId = new Map(findings.map((one) => [one.rule, one]));
  return [...byId.keys()].sort().flatMap((id) => {
    const example = byId.get(id);
    return example === undefined ? [] : [ruleOf(example)];
  });
}

function ruleOf({ rule, check, principle }: AuditFinding): SarifRule {
  const [category = '', ...rest] = printable(principle).split(' / ');
  const title = rest.length === 0 ? category : rest.join(' / ');
  const uri = `${PAGES}/${encodeURIComponent(rule)}.md`;
  return {
    id: rule,
    name: rule.replace(/(?:^|-)(\w)/gu, (_, letter: string) => letter.toUpperCase()),
    shortDescription: sarifMessage(title),
    fullDescription: sarifMessage(`${category}: ${title}.`),
    helpUri: uri,
    help: {
      text: `${title}. What it costs, how to mend it and when to suppress it: ${uri}`,
      markdown: `[What it costs, how to mend it and when to suppress it](${uri})`,
    },
    properties: { tags: ['performance', category], check },
  };
}
