/** RV-5: by which way a customer is reached, and what came of it. Only an answer ends the waiting; a promise begins it anew. */
export const channels = ['phone', 'sms', 'platform'] as const
export const outcomes = ['asked', 'promised', 'unreached', 'wrong-number', 'answered'] as const
export type Channel = (typeof channels)[number]
export type ContactOutcome = (typeof outcomes)[number]

/** The clauses that run while a customer is to be reached, and while one is silent. */
export const contactClauses = ['RV-5.contact', 'RV-5.suspend'] as const
