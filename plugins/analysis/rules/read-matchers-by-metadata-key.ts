import type { SgNode } from '@ast-grep/napi';
import { z } from 'zod';
import type { Host } from '../../../harness/host.ts';
import type { CodeLanguage } from '../load-parser.ts';
import {
  checkRules,
  readMetadata,
  readRule,
  readRuleDocuments,
  ruleFieldSchemas,
} from './read-rule-file.ts';
import { COMPATIBLE_GRAMMARS, fillMessage, toMatcher } from './run-syntax-pattern-rules.ts';
import type { MatchingRule } from './syntax-pattern-rule.ts';

/** A rule of a project's own file with metadata for others than the reader of code. */
export interface CodeMatcher<Metadata> {
  readonly id: string;
  /** Absolute path of the rule file. */
  readonly file: string;
  readonly message: string;
  readonly metadata: Metadata;
  readonly isFor: (language: CodeLanguage) => boolean;
  readonly findIn: (root: SgNode) => readonly CodeMatch[];
}

/** A place that such a rule matches. */
export interface CodeMatch {
  /** From 1. */
  readonly line: number;
  readonly endLine: number;
  /** Replaces the metavariables of a text with the matched code. */
  readonly fill: (text: string) => string;
}

/**
 * Reads the rules of a file whose metadata has a given key.
 * @throws UserError that names the unusable part of a rule and its location.
 */
export async function readMatchers<Metadata>(
  host: Host,
  file: string,
  key: string,
  schema: z.ZodType<Metadata>,
): Promise<readonly CodeMatcher<Metadata>[]> {
  const rules = readRuleDocuments(host, file)
    .filter((value) => key in readMetadata(value))
    .map((value) => readRule(file, z.object({ ...ruleFieldSchemas, metadata: schema }), value));
  const matching = rules.map((rule) => rule as MatchingRule);
  await checkRules(host, file, matching);
  return rules.map(({ id, message, metadata }, index) => {
    const matcher = matching[index] as MatchingRule;
    return {
      id,
      file,
      message,
      metadata,
      isFor: (language) => COMPATIBLE_GRAMMARS[matcher.language].includes(language),
      findIn: (root) =>
        root.findAll(toMatcher(matcher)).map((node) => ({
          line: node.range().start.line + 1,
          endLine: node.range().end.line + 1,
          fill: (text) => fillMessage(text, node),
        })),
    };
  });
}
