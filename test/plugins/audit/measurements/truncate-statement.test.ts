/** Statements as they stand in sentences of the audit. */
import { expect, it } from 'vitest';
import { truncateStatement } from '../../../../plugins/audit/measurements/format-measurements.ts';

it.each([
  ['SELECT id, name FROM users WHERE id = ?', 'SELECT id, name FROM users WHERE id = ?'],
  [
    'SELECT person.id AS person_id, person.name AS person_name FROM person WHERE person.id = ?',
    'SELECT … FROM person WHERE person.id = ?',
  ],
  [
    'select distinct on_sale, price_in_cents, currency from offers',
    'select distinct … FROM offers',
  ],
  // The first FROM is that of a subquery.
  [
    'SELECT id, name_of_user, (SELECT count(*) FROM posts) AS posts FROM users',
    'SELECT id, name_of_user, (SELECT count(*) FROM posts) AS posts FROM users',
  ],
  [`DELETE FROM ${'t'.repeat(200)}`, `DELETE FROM ${'t'.repeat(107)}…`],
])('%s', (statement, short) => {
  expect(truncateStatement(statement)).toBe(short);
});
