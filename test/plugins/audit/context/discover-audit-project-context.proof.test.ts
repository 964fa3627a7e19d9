/** The size that AUD-15 names; the quick set has the files that count, without the others. */
import { expect, test } from 'vitest';
import { discoverAuditContext } from '../../../support/discover-audit-context.ts';

test('AUD-15: keeps the context of a project of 5,000 files below 64 KiB, with none of their contents', async () => {
  const files: Record<string, string> = {};
  for (let at = 0; at < 300; at += 1) files[`app/m${at}.py`] = `SECRET_${at} = "contents"\n`;
  for (let at = 0; at < 4300; at += 1) files[`docs/${at}.md`] = 'contents\n';
  for (let at = 0; at < 400; at += 1) {
    files[`migrations/${String(at).padStart(4, '0')}.sql`] =
      `-- contents of ${at}\nCREATE TRIGGER t AFTER INSERT OR UPDATE ON table_${at} FOR EACH ROW EXECUTE FUNCTION f${at}();\n`;
  }
  const context = await discoverAuditContext(files);
  const text = JSON.stringify(context);
  expect(Buffer.byteLength(text)).toBeLessThan(64 * 1024);
  expect(text).not.toContain('contents');
  expect(context.db_config.triggers.length).toBeGreaterThan(100);
  expect(context.conflicts.at(-1)).toContain('only the first entries of each list are shown');
});
