import { go } from '#kit/ui/route.tsx'
import { Desk } from '#journey/parcel/desk.tsx'
import Handover from './handheld.tsx'

export default function HandoverPage() {
  return <Desk><Handover back={() => go('/')} /></Desk>
}
