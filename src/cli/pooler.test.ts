import { expect, test } from 'vitest'
import { ofPooler } from './pooler.ts'

test('what pgbouncer 1.18 says in session and in transaction mode leads to the page about poolers', () => {
  for (const said of ['unsupported startup parameter: statement_timeout', 'prepared statement "TL7lpThDWyBeZM3qDqftcyklK6Y" already exists', 'prepared statement "rKd61A0NnfqgbA757lpvkuGzuQY" does not exist']) expect(ofPooler(said)).toMatch(/session mode.*scale-out\.md/)
  expect(ofPooler('relation "orders" does not exist')).toBeUndefined()
})
