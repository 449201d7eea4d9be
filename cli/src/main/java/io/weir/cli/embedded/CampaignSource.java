package io.weir.cli.embedded;

import io.weir.jobs.common.campaign.CampaignUpdate;
import io.weir.schemas.Campaign;
import io.weir.schemas.DeadLetter;
import io.weir.schemas.wire.RecordCodec;
import io.weir.schemas.wire.WireFormatException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.java.typeutils.EitherTypeInfo;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.types.Either;

/** Campaigns that are known before a job starts, as a source that ends. */
public final class CampaignSource {
  private CampaignSource() {}

  /** Returns a source of the campaigns, each once, in order. */
  public static Source<Either<CampaignUpdate, DeadLetter>, ?, ?> of(List<Campaign> campaigns) {
    RecordCodec<Campaign> codec = new RecordCodec<>(Campaign.class);
    ArrayList<byte[]> encoded = new ArrayList<>();
    campaigns.forEach(campaign -> encoded.add(codec.encode(campaign)));
    return new DataGeneratorSource<>(
        new Decoder(encoded),
        encoded.size(),
        new EitherTypeInfo<>(
            TypeInformation.of(CampaignUpdate.class), new AvroTypeInfo<>(DeadLetter.class)));
  }

  private static final class Decoder
      implements GeneratorFunction<Long, Either<CampaignUpdate, DeadLetter>> {
    private static final long serialVersionUID = 1L;
    private final ArrayList<byte[]> encoded;

    Decoder(ArrayList<byte[]> encoded) {
      this.encoded = encoded;
    }

    @Override
    public Either<CampaignUpdate, DeadLetter> map(Long index) throws WireFormatException {
      Campaign campaign =
          new RecordCodec<>(Campaign.class).decode(encoded.get(Math.toIntExact(index)));
      return Either.Left(new CampaignUpdate(campaign.getCampaignId(), campaign));
    }
  }
}
