/** Whether this phone can read a code with its camera. */
export function canScanHere(): boolean {
  // #ifdef H5
  return 'BarcodeDetector' in window && Boolean(navigator.mediaDevices)
  // #endif
  // #ifndef H5
  return true
  // #endif
}
