import type { SgNode } from '@ast-grep/napi';
import { z } from 'zod';
import type { Host } from '../../../harness/host.ts';
import {
  type AuditEffort,
  type AuditSeverity,
  auditEffortSchema,
  auditSeveritySchema,
} from '../../../harness/model/documents/audit-document.ts';
import type { CodeLanguage } from '../load-parser.ts';
import type { MatchingRule } from './code-rule.ts';
import { checkRules, readRule, ruleDocuments, ruleShape } from './read-rule-file.ts';
import { fillMessage, matcherOf, TRIED_ON } from './run-rules.ts';

/** A shape of code that a project wants its audits to find. */
export interface AuditCodeRule {
  readonly id: string;
  /** The file that it stands in, absolute. */
  readonly file: string;
  readonly check: string;
  readonly severity: AuditSeverity;
  readonly effort: AuditEffort;
  readonly source: { readonly name: string; readonly url: string } | null;
  readonly isFor: (language: CodeLanguage) => boolean;
  readonly findIn: (root: SgNode) => readonly AuditRuleMatch[];
}

/** A place that such a rule matches. */
export interface AuditRuleMatch {
  /** From 1. */
  readonly line: number;
  readonly endLine: number;
  readonly message: string;
  readonly recommendation: string;
}

const auditRuleSchema = z.object({
  ...ruleShape,
  metadata: z.object({
    check: z.string().min(1),
    severity: auditSeveritySchema,
    recommendation: z.string().min(1),
    effort: auditEffortSchema,
    source: z.object({ name: z.string().min(1), url: z.url() }).optional(),
  }),
});

/** The rules of a file that have a check of an audit; others are left to those who read them. */
export async function readAuditRules(host: Host, path: string): Promise<readonly AuditCodeRule[]> {
  const rules = ruleDocuments(host, path)
    .filter(hasCheck)
    .map((value) => {
      const { message, metadata, ...read } = readRule(path, auditRuleSchema, value);
      const { id, language, rule, constraints, utils } = read;
      const matching: MatchingRule = {
        id,
        language,
        rule,
        ...(constraints !== undefined && { constraints }),
        ...(utils !== undefined && { utils }),
      };
      return { message, metadata, matching };
    });
  await checkRules(
    host,
    path,
    rules.map(({ matching }) => matching),
  );
  return rules.map(({ message, metadata, matching }) => {
    const { recommendation, source = null, ...told } = metadata;
    return {
      id: matching.id,
      file: path,
      ...told,
      source,
      isFor: (one) => TRIED_ON[matching.language].includes(one),
      findIn: (root) =>
        root.findAll(matcherOf(matching)).map((node) => ({
          line: node.range().start.line + 1,
          endLine: node.range().end.line + 1,
          message: fillMessage(message, node),
          recommendation: fillMessage(recommendation, node),
        })),
    };
  });
}

function hasCheck(value: unknown): boolean {
  const about = z.looseObject({ metadata: z.looseObject({}) }).safeParse(value).data?.metadata;
  return about !== undefined && 'check' in about;
}
