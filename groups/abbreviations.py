"""Abbreviations of the trade: one list, for the marks in running text and for the page that tells of them all."""

from django.utils.translation import gettext_lazy as _

ABBREVIATIONS = {
    "CS-TB": _("tjänstemannaberedningen till centralt samverkansorgan"),
    "DS-TB": _("tjänstemannaberedningen till delregionalt samverkansorgan"),
    "CS": _("centralt samverkansorgan"),
    "DS": _("delregionalt samverkansorgan"),
    "TB": _("tjänstemannaberedning"),
    "AU": _("arbetsutskott"),
    "NV": _("nordväst"),
    "SÖSK": _("sydöstra Skånes samarbetskommitté"),
    "VC": _("vårdcentral, ibland verksamhetschef"),
    "MAS": _("medicinskt ansvarig sjuksköterska"),
    "MAR": _("medicinskt ansvarig för rehabilitering"),
    "SIP": _("samordnad individuell plan"),
    "SVU": _("samverkan vid utskrivning"),
    "PV": _("primärvård"),
    "BUP": _("barn- och ungdomspsykiatri"),
    "FACT": _("flexible assertive community treatment"),
    "ASIH": _("avancerad sjukvård i hemmet"),
    "AKO": _("allmänläkarkonsult"),
    "VOF": _("vård- och omsorgsförvaltningen"),
    "SF": _("socialförvaltningen"),
    "HSN": _("hälso- och sjukvårdsnämnden"),
    "HS-avtalet": _("hälso- och sjukvårdsavtalet"),
    "SKR": _("Sveriges Kommuner och Regioner"),
}

MEANINGS = {
    "CS": _("Politiker från regionen och kommunerna i hela länet."),
    "CS-TB": _("Tjänstepersoner som förbereder det centrala organets frågor."),
    "DS": _("Politiker från regionen och delregionens kommuner."),
    "DS-TB": _("Chefer från regionen och delregionens kommuner, som förbereder det politiska organets frågor."),
    "AU": _("En mindre krets ur en grupp, som förbereder dess möten."),
    "FACT": _("Ett rörligt team som stöder personer med allvarlig psykisk sjukdom i deras vardag."),
    "SIP": _("En gemensam plan när någon behöver insatser från både region och kommun."),
    "SVU": _("Hur vård och omsorg förbereds när någon skrivs ut från sjukhus."),
    "HS-avtalet": _("Avtalet mellan regionen och kommunerna om ansvaret för hälso- och sjukvården."),
}
"""In plain words, where the long name alone says little."""

WORDS = {
    _("Delregion"): _("En del av länet vars kommuner samverkar med regionen i gemensamma grupper."),
    _("Huvudman"): _("Den som bär ansvaret för en verksamhet: regionen eller en kommun."),
    _("Sammankallande"): _("Den person, enhet eller roll som kallar till gruppens möten."),
    _("Beslutsmandat"): _("Hur mycket en grupp själv får besluta."),
    _("Åtgärdsstrappa"): _("De steg som en fråga går när den inte löser sig där den uppstod."),
    _("Vid sidan av trappan"): _("En väg som står öppen direkt, utan att stegen före har prövats."),
    _("Del"): _("En del av en grupp har egna möten men räknas inte som en egen grupp."),
    _("Adjungerad"): _("Den som kallas in när frågan kräver det, utan att ha en egen plats."),
    _("Inte angivet"): _("Ingen har uppgett det. Det är inte samma sak som nej."),
}
"""Other words that the pages use in a sense of their own."""
