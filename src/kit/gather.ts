/**
 * Carries out single calls as sets: what arrives while a set is under way waits and goes together in the next one, so that a hundred
 * stations cost the database one statement at a time instead of a hundred. A call that meets an idle house goes at once and alone.
 * Two items of the same `apart` never share a set, and keep their order. A set that fails is carried out again item by item,
 * for one bad item must not fail its neighbours; `carry` must therefore do all of its set or nothing.
 */
export function gather<Item, Answer>(carry: (items: Item[]) => Promise<Answer[]>, { apart, most = 200 }: { apart: (item: Item) => unknown; most?: number }): (item: Item) => Promise<Answer> {
  type Waiting = { item: Item; done: (answer: Answer) => void; fail: (error: unknown) => void }
  let waiting: Waiting[] = []
  let busy = false

  const answer = async (set: readonly Waiting[]) => {
    const answers = await carry(set.map(w => w.item))
    set.forEach((w, i) => { w.done(answers[i]!) }) // carry gives one answer for each item
  }
  const work = async () => {
    busy = true
    for (let set = takeSet(); set.length > 0; set = takeSet()) {
      await answer(set).catch(async () => { for (const one of set) await answer([one]).catch(one.fail) })
    }
    busy = false
  }
  function takeSet(): Waiting[] {
    const keys = new Set<unknown>(), set: Waiting[] = [], later: Waiting[] = []
    for (const one of waiting) {
      const key = apart(one.item)
      if (set.length < most && !keys.has(key)) set.push(one)
      else later.push(one)
      keys.add(key)
    }
    waiting = later
    return set
  }
  return item => new Promise((done, fail) => {
    waiting.push({ item, done, fail })
    if (!busy) void work()
  })
}
