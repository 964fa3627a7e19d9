import type { AuditReport } from '../../harness/model/documents/audit-document.ts';
import type { ProjectPlace } from '../reporter.ts';
import { type SarifLocation, sarifLocation } from './location.ts';
import { type SarifMessage, sarifMessage } from './message.ts';
import type { SarifLevel } from './result.ts';

/** Something about the audit itself (SARIF 2.1.0, 3.58). */
export interface Notification {
  readonly level: SarifLevel;
  readonly message: SarifMessage;
  readonly locations?: readonly SarifLocation[];
}

/** What an audit could not look at: without these a short list of results would look like a good one. */
export function auditNotifications(
  document: Pick<AuditReport, 'categories' | 'self_check' | 'skipped' | 'findings'>,
  place: ProjectPlace | null,
): readonly Notification[] {
  const { categories, self_check: checks, skipped, findings } = document;
  return [
    ...categories.flatMap((one): readonly Notification[] =>
      one.status === 'completed'
        ? []
        : [
            {
              level: one.status === 'error' ? 'error' : 'note',
              message: sarifMessage(`${one.category} was not looked at: ${one.reason}.`),
            },
          ],
    ),
    ...checks
      .filter(({ done }) => !done)
      .map(
        ({ item }): Notification => ({
          level: 'error',
          message: sarifMessage(`Not done: ${item}.`),
        }),
      ),
    ...findings.map(
      ({ level, message }): Notification => ({
        level: level === 'info' ? 'note' : level,
        message: sarifMessage(message),
      }),
    ),
    ...skipped.map(
      ({ file, reason }): Notification => ({
        level: 'note',
        message: sarifMessage(`Not understood: ${reason}.`),
        locations: [sarifLocation({ file }, place)],
      }),
    ),
  ];
}
