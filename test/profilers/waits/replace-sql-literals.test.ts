import { expect, test } from 'vitest';
import { replaceSqlLiterals } from '../../../profilers/waits/replace-sql-literals.ts';

test.each([
  ['select * from users where id = 42', 'select * from users where id = ?'],
  ["select 'it''s' || $1 from t2 where a=-1.5e3", 'select ? || ? from t2 where a=?'],
  ['select 1 where id in (1, 2,\n  3)', 'select ? where id in (?)'],
  ['insert into a values ($1, $2), ($3, $4)', 'insert into a values (?)'],
  ['select a -- 42\n, /* 7 */ b from "t-1"', 'select a , b from "t-1"'],
  ['select $$text of 9$$, $body$1$body$', 'select ?, ?'],
  ['select a::int, :name, @user from t', 'select a::int, ?, ? from t'],
  ['', ''],
])('turns %s into %s', (statement, pattern) => {
  expect(replaceSqlLiterals(statement)).toBe(pattern);
});

test('cuts a statement of megabytes without inspecting all of it', () => {
  const statement = `insert into a values (${"'x', ".repeat(1_000_000)}'x')`;
  expect(replaceSqlLiterals(statement).length).toBeLessThanOrEqual(1_000);
  expect(replaceSqlLiterals(`select '${'\\'.repeat(100_000)}`)).toMatch(/^select/);
});
