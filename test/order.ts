import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Three at a time on two cores: one of them mostly waits, for a process that starts or a page that is drawn. */
export const workers = 3

/** What takes longest begins first, so that nothing runs alone at the end: files of more than 15 s, by what they took on two cores. The others follow by their size. */
const long = [
  'test/torture', 'test/permissions', 'src/journey/1-intake/import', 'src/kit/files/tables', 'test/real', 'test/backups', 'src/kit/backup/backup', 'test/disks', 'test/storm', 'test/points', 'test/olist', 'test/privacy',
  'src/journey/4-printing/driven', 'src/journey/1-intake/desk', 'test/doors', 'src/goods/inventory/inventory', 'test/processes',
  'test/browser/station', 'test/browser/desk', 'test/browser/twice', 'test/browser/orders', 'test/browser/print', 'test/browser/warehouse', 'test/browser/clerk', 'test/browser/reviewer',
]

/** vitest knows how long a file takes only after it has run here once; a fresh clone has not. It wants a class. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = new Map((await super.sort(files)).map((file, i) => [file, i]))
    const group = (file: TestSpecification) => file.project.config.sequence.groupOrder
    const place = (file: TestSpecification) => { const at = long.findIndex(name => file.moduleId.endsWith(`/${name}.test.ts`)); return at === -1 ? long.length + rank.get(file)! : at } // all are ranked
    return files.toSorted((a, b) => group(a) - group(b) || place(a) - place(b))
  }
}
