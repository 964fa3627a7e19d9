import type { ScanRule } from '../view.ts';
import { type SarifMessage, sarifMessage } from './message.ts';

const HELP = 'What it costs, how to mend it and when to suppress it';

/** A rule as viewers show it (SARIF 2.1.0, 3.49). */
export interface SarifRule {
  readonly id: string;
  readonly name: string;
  readonly shortDescription: SarifMessage;
  readonly fullDescription: SarifMessage;
  readonly helpUri: string;
  readonly help: { readonly text: string; readonly markdown: string };
  readonly properties: { readonly tags: readonly string[]; readonly check: string };
}

/** Each rule once, by id. */
export function sarifRules(rules: readonly ScanRule[]): readonly SarifRule[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return [...byId].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, rule]) => sarifRule(rule));
}

function sarifRule({ id, title, category, check, url }: ScanRule): SarifRule {
  return {
    id,
    name: id.replace(/(?:^|-)(\w)/gu, (_, letter: string) => letter.toUpperCase()),
    shortDescription: sarifMessage(title),
    fullDescription: sarifMessage(`${category}: ${title}.`),
    helpUri: url,
    help: { text: `${title}. ${HELP}: ${url}`, markdown: `[${HELP}](${url})` },
    properties: { tags: ['performance', category], check },
  };
}
