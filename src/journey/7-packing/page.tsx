import { go } from '#kit/ui/route.tsx'
import { Desk } from '#journey/parcel/desk.tsx'
import Packing from './handheld.tsx'

export default function PackingPage() {
  return <Desk><Packing back={() => go('/')} /></Desk>
}
