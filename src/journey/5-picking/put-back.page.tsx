import { Desk } from '#journey/parcel/desk.tsx'
import PutBack from './put-back.handheld.tsx'

export default function PutBackPage() {
  return <Desk><PutBack /></Desk>
}
