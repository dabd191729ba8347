import { config } from 'zod'

// zod would try whether it may make code from text, which the CSP refuses and reports. Read before the first schema is made.
config({ jitless: true })
