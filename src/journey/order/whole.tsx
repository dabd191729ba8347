import type { Answer } from '#kit/ui/client.ts'
import type { getOrder, getStory } from './contract.ts'

/** One order and one step of its story, as their calls answer them. */
export type Whole = Answer<typeof getOrder>
export type StoryStep = Answer<typeof getStory>['steps'][number]
