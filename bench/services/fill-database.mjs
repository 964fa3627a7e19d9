/** Runs the statements of a file: `node fill-database.mjs <url> <file>`. */
import { readFileSync } from 'node:fs';
import pg from 'pg';

const [, , connectionString, file] = process.argv;
const client = new pg.Client({ connectionString });
await client.connect();
await client.query(readFileSync(file, 'utf8'));
await client.end();
