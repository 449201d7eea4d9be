package io.weir.client.internal.engine;

import io.weir.contract.Ranges;
import io.weir.contract.UnpackedModel;
import io.weir.schemas.Model;

/**
 * A published model, verified and unpacked. Immutable.
 *
 * @param version boxed once, since every decision carries it
 * @param source what it was unpacked from
 */
record ReceivedModel(Long version, long publishedAtMillis, UnpackedModel unpacked, Model source) {

  static long checkedVersion(long version) throws RejectedRecordException {
    if (!Ranges.VERSION.contains(version)) {
      throw new RejectedRecordException(
          "version " + version + " is out of range, allowed: " + Ranges.VERSION);
    }
    return version;
  }

  static ReceivedModel of(Model model, long publishedAtMillis) throws RejectedRecordException {
    try {
      return new ReceivedModel(
          checkedVersion(model.getModelVersion()),
          publishedAtMillis,
          UnpackedModel.of(model),
          model);
    } catch (IllegalArgumentException e) {
      throw new RejectedRecordException(
          "model " + model.getModelVersion() + " refused: " + e.getMessage(), e);
    }
  }
}
